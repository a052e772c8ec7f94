package org.stanzagate.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One pass over a file and the environment: what it reads from, and what it has found so far. For
 * one thread.
 *
 * @param directory what relative paths are relative to: where the file is
 */
record Reading(
    Path directory,
    Variables variables,
    Problems problems,
    KnownKeys keys,
    List<ConfigProblem> warnings) {

  Reading(Path directory, Variables variables) {
    this(directory, variables, new Problems(), new KnownKeys(), new ArrayList<>());
  }
}
