package org.stanzagate.config;

import java.util.Optional;

/** What stands behind a key: how it is read and checked. */
interface KeyType<T> {
  /** The value; empty if it is faulty, which the problems say then. */
  Optional<T> read(Reading reading, String key, YamlNode node);

  /** Whether one value is enough, so that an environment variable can give it. */
  boolean isScalar();

  /** Whether the value is never shown, and KEY_file may name a file that holds it. */
  boolean isSecret();
}
