"""What has to be true across a whole store, as SPARQL: each rule finds its breaches, and says what to do about them.

A query's first column is the instrument, unit or citation where the breach is, the second what it is about. Where
many things are held against many, MINUS is used: the database works it out as sets (measured: ten times as fast as
NOT EXISTS, which it asks for each).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Severity = Literal["violation", "warning", "info"]

_REBUILD: Final = "Build the file again with --force."
_THEMES: Final = "Work the themes out again: build with --force, or load the vocabulary again."


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: a query that finds breaches, and what to tell of each."""

    name: str
    severity: Severity
    message: str
    remedy: str
    query: str


RULES: Final = (
    Rule(
        "words",
        "violation",
        "The words of the citation do not stand at its place in the paragraph",
        _REBUILD,
        """SELECT ?citation ?exact WHERE {
          ?citation cito:hasCitingEntity ?unit ; oa:exact ?exact ; lx:start ?start ; lx:end ?end .
          ?unit lx:text ?text
          FILTER (SUBSTR(STR(?text), ?start + 1, ?end - ?start) != STR(?exact)) }""",
    ),
    Rule(
        "citing-unit",
        "violation",
        "The citation stands in a paragraph that does not exist, or in one of another instrument",
        _REBUILD,
        """SELECT ?citation ?unit WHERE {
          ?citation cito:hasCitingEntity ?unit ; lx:citingInstrument ?instrument
          FILTER NOT EXISTS { ?unit lx:inInstrument ?instrument } }""",
    ),
    Rule(
        "part-of",
        "violation",
        "The paragraph lies in something that does not exist",
        _REBUILD,
        """SELECT ?unit ?whole WHERE {
          ?unit lx:inInstrument ?instrument ; eli:is_part_of ?whole
          FILTER NOT EXISTS { ?whole a ?class } }""",
    ),
    Rule(
        "unit-count",
        "violation",
        "The number of paragraphs is not the one that was written with the document",
        _REBUILD,
        """SELECT ?instrument ?told WHERE {
          ?instrument lx:unitCount ?told
          OPTIONAL { SELECT ?instrument (COUNT(?unit) AS ?count)
            WHERE { ?unit lx:inInstrument|lx:inExpression ?instrument } GROUP BY ?instrument }
          FILTER (COALESCE(?count, 0) != ?told) }""",
    ),
    Rule(
        "cited-named",
        "violation",
        "The cited instrument has no class and no symbol",
        "Run any build, which brings the cited instruments up to date.",
        """SELECT ?citation ?cited WHERE {
          ?citation cito:hasCitedEntity ?cited
          FILTER NOT EXISTS { ?cited a eli:LegalResource } }""",
    ),
    Rule(
        "edge-without-evidence",
        "violation",
        "One instrument is said to cite another, and no citation shows where",
        _REBUILD,
        """SELECT ?citing ?cited WHERE {
          { SELECT ?citing ?cited WHERE { ?citing lx:loaded true ; eli:cites ?cited } }
          MINUS { ?citation lx:citingInstrument ?citing ; cito:hasCitedEntity ?cited } }""",
    ),
    Rule(
        "unit-edge-without-evidence",
        "violation",
        "A paragraph is said to cite something, and no citation in it shows where",
        _REBUILD,
        """SELECT ?unit ?cited WHERE {
          { SELECT ?unit ?cited WHERE { ?unit lx:inInstrument ?instrument ; eli:cites ?cited } }
          MINUS { ?citation cito:hasCitingEntity ?unit ; cito:hasCitedEntity ?cited }
          MINUS { ?citation cito:hasCitingEntity ?unit ; lx:citedUnit ?cited } }""",
    ),
    Rule(
        "evidence-without-edge",
        "violation",
        "A citation shows that one instrument cites another, and the instrument is not said to",
        _REBUILD,
        """SELECT ?citation ?cited WHERE {
          ?citation lx:citingInstrument ?citing ; cito:hasCitedEntity ?cited
          FILTER (?cited != ?citing)
          FILTER NOT EXISTS { ?citing eli:cites ?cited } }""",
    ),
    Rule(
        "evidence-without-unit-edge",
        "violation",
        "A citation shows that a paragraph cites something, and the paragraph is not said to",
        _REBUILD,
        """SELECT ?citation ?cited WHERE {
          ?citation lx:citingInstrument ?citing ; cito:hasCitingEntity ?unit ; cito:hasCitedEntity ?whole
          FILTER (?whole != ?citing)
          ?citation cito:hasCitedEntity|lx:citedUnit ?cited
          FILTER NOT EXISTS { ?unit eli:cites ?cited } }""",
    ),
    Rule(
        "effect-without-citation",
        "violation",
        "One instrument is said to change or to rest on another, and no citation has a function that says so",
        _REBUILD,
        """SELECT ?citing ?cited WHERE {
          { SELECT DISTINCT ?effect ?citing ?cited WHERE {
              { ?any a lx:CitationFunction ; lx:effect ?effect } UNION { ?effect rdfs:subPropertyOf eli:changes }
              UNION { VALUES ?effect { eli:changes eli:amends eli:repeals eli:corrects eli:based_on } }
              ?citing ?effect ?cited } }
          MINUS {
            ?citation cito:hasCitationCharacterization ?function ; lx:citingInstrument ?citing ;
                      cito:hasCitedEntity ?cited .
            ?function lx:effect ?effect }
          FILTER EXISTS { ?citing lx:loaded true } }""",
    ),
    Rule(
        "citation-without-effect",
        "violation",
        "The function of the citation has an effect, and the instrument is not said to have it",
        _REBUILD,
        """SELECT ?citation ?cited WHERE {
          ?function a lx:CitationFunction ; lx:effect ?effect .
          ?citation cito:hasCitationCharacterization ?function ; cito:hasCitedEntity ?cited ;
                    lx:citingInstrument ?citing
          FILTER (?cited != ?citing)
          FILTER NOT EXISTS { ?citing ?effect ?cited } }""",
    ),
    Rule(
        "unresolved-with-target",
        "violation",
        "The citation is called unresolved, and names a target",
        _REBUILD,
        """SELECT ?citation ?cited WHERE {
          ?citation a lx:UnresolvedCitation ; cito:hasCitedEntity ?cited }""",
    ),
    Rule(
        "loaded",
        "violation",
        "The instrument was read from a file, and is not said to be loaded",
        _REBUILD,
        """SELECT ?instrument ?hash WHERE {
          ?instrument lx:sha256 ?hash
          FILTER NOT EXISTS { ?instrument lx:loaded|eli:realizes ?any }
          FILTER NOT EXISTS { ?instrument a lx:Catalogue } }""",
    ),
    Rule(
        "contradiction",
        "warning",
        "A record and the text, or two records, say different things",
        "See which of the two is right: lexline query contradictions shows both.",
        """SELECT ?instrument ?said WHERE {
          ?contradiction lx:contradicts ?instrument ; lx:recordValue ?said }""",
    ),
    Rule(
        "voter-known",
        "violation",
        "A State that voted or sponsored is not in the registry",
        "Add it to states.ttl, or build the file again.",
        """SELECT ?where ?state WHERE {
          { SELECT DISTINCT ?state (SAMPLE(?act) AS ?where) WHERE {
            VALUES ?did { lx:inFavour lx:against lx:abstaining lx:absent lx:sponsor lx:laterSponsor }
            ?act ?did ?state } GROUP BY ?state }
          FILTER NOT EXISTS { ?state a lx:State } }""",
    ),
    Rule(
        "function-known",
        "violation",
        "The function of the citation is not in the registry",
        "Add it to functions.ttl, or build the file again.",
        """SELECT ?citation ?function WHERE {
          ?citation cito:hasCitationCharacterization ?function
          FILTER NOT EXISTS { ?function a lx:CitationFunction } }""",
    ),
    Rule(
        "body-known",
        "warning",
        "The body is not in the registry",
        "Add it to bodies.ttl.",
        """SELECT ?instrument ?body WHERE {
          ?instrument lx:loaded true ; eli:passed_by ?body
          FILTER NOT EXISTS { ?body a lx:Body } }""",
    ),
    Rule(
        "cited-unit",
        "warning",
        "The citation names a paragraph that the cited instrument, as it was read, does not have",
        "Compare both texts: the pinpoint may be read wrongly, or the source of the cited instrument be incomplete.",
        """SELECT ?citation ?part WHERE {
          ?citation lx:citedUnit ?part ; cito:hasCitedEntity ?cited .
          ?cited lx:loaded true
          FILTER NOT EXISTS { ?part lx:inInstrument ?cited } }""",
    ),
    Rule(
        "cites-later",
        "warning",
        "The instrument cites one of a later date",
        "Look at the sentence: the year or the body may be read wrongly, or one of the dates.",
        """SELECT ?citation ?cited WHERE {
          ?citation lx:citingInstrument ?citing ; cito:hasCitedEntity ?cited .
          ?citing eli:date_document ?date . ?cited eli:date_document ?later
          FILTER (?later > ?date) }""",
    ),
    Rule(
        "theme-words",
        "violation",
        "The words that show a theme do not stand at their place in the paragraph",
        _THEMES,
        """SELECT ?assignment ?exact WHERE {
          ?assignment lx:about ?unit ; oa:exact ?exact ; lx:start ?start ; lx:end ?end .
          ?unit lx:text ?text
          FILTER (SUBSTR(STR(?text), ?start + 1, ?end - ?start) != STR(?exact)) }""",
    ),
    Rule(
        "theme-of-nothing",
        "violation",
        "A theme is assigned to a paragraph or instrument that does not exist",
        _THEMES,
        """SELECT ?assignment ?about WHERE {
          ?assignment lx:about ?about
          FILTER NOT EXISTS { ?about a ?class } }""",
    ),
    Rule(
        "theme-without-assignment",
        "violation",
        "Something is said to have a theme, and no assignment shows why",
        _THEMES,
        """SELECT ?about ?theme WHERE {
          { SELECT ?about ?theme WHERE { { ?about lx:hasTheme ?theme } UNION { ?about lx:proposes ?theme } } }
          MINUS { ?assignment lx:about ?about ; lx:theme ?theme } }""",
    ),
    Rule(
        "theme-known",
        "warning",
        "The theme that is assigned has no label",
        "Load the vocabulary that it is of: lexline themes load FILE.",
        """SELECT (SAMPLE(?one) AS ?assignment) ?theme WHERE {
          ?one lx:theme ?theme
          FILTER NOT EXISTS { ?theme skos:prefLabel ?label } } GROUP BY ?theme""",
    ),
)
