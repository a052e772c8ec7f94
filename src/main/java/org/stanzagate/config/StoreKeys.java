package org.stanzagate.config;

import java.nio.file.Path;
import java.util.Optional;
import org.stanzagate.sql.Dialect;

/** Reads {@code store}. */
final class StoreKeys {
  private final Section store;
  private final ScalarType<String> url;

  StoreKeys(Section store, Path directory) {
    this.store = store;
    this.url =
        new ScalarType<>(
            "a URL of SQLite, like jdbc:sqlite:stanzagate.db",
            text -> {
              try {
                return Dialect.absolute(text, directory);
              } catch (IllegalArgumentException e) {
                throw new FaultyValue(String.valueOf(e.getMessage()));
              }
            });
  }

  /** Empty if there is a problem. */
  Optional<StoreConfig> read(Optional<CheckinConfig> checkin) {
    Optional<String> given = store.or("url", url, "jdbc:sqlite:stanzagate.db");
    if (given.isPresent()
        && checkin.isPresent()
        && given.get().endsWith(":" + checkin.get().database())) {
      store.problem("url", "is the file of checkin.database; give each one of its own");
    }
    return store.build("url", () -> new StoreConfig(given.orElseThrow()));
  }

  /** To be asked where something needs the store: says why it could not be opened as it is now. */
  void needed(StoreConfig config) {
    Dialect.of(config.url()).obstacle().ifPresent(reason -> store.obstacle("url", reason));
  }
}
