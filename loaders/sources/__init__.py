"""Where documents come from: the United Nations' servers and repositories, fetched into a local library folder."""
