package org.stanzagate.config;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One pass over a file and the environment: what it reads from, and what it has found so far. For
 * one thread.
 *
 * @param directory what relative paths are relative to: where the file is
 * @param now what is over by then gets a warning
 */
record Reading(
    Path directory,
    Variables variables,
    Problems problems,
    KnownKeys keys,
    Map<String, Setting> settings,
    List<ConfigProblem> obstacles,
    List<ConfigProblem> warnings,
    Instant now) {

  Reading(Path directory, Variables variables, Instant now) {
    this(
        directory,
        variables,
        new Problems(),
        new KnownKeys(),
        new TreeMap<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        now);
  }
}
