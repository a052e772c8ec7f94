package org.stanzagate.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration can't be used; holds everything that is wrong with it. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<ConfigProblem> problems;

  public ConfigException(List<ConfigProblem> problems) {
    super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** At least one, in the order of the lines. */
  public List<ConfigProblem> problems() {
    return problems;
  }
}
