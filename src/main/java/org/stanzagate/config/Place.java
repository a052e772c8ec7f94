package org.stanzagate.config;

/**
 * Where a value was written.
 *
 * @param source the file as the user named it, or the environment variable
 * @param line from 1; 0 where there is none
 */
record Place(String source, int line) {
  ConfigProblem problem(String key, String message) {
    return new ConfigProblem(source, line, key, message);
  }

  static Place variable(String name) {
    return new Place("environment variable " + name, 0);
  }
}
