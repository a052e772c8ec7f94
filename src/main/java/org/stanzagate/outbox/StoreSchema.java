package org.stanzagate.outbox;

import java.util.List;
import org.stanzagate.sql.Dialect;
import org.stanzagate.sql.Migrations;

/** The tables of the store. Times are milliseconds since 1970. */
final class StoreSchema {
  private StoreSchema() {}

  /** All steps so far. */
  static Migrations migrations(Dialect dialect) {
    return new Migrations(List.of(first(dialect.identity())));
  }

  /** The ids of stanzas are in the ids of webhooks: together with the identity they say which. */
  private static List<String> first(String identity) {
    return List.of(
        "CREATE TABLE store (identity TEXT NOT NULL)",
        """
        CREATE TABLE queues (
          id %s,
          kind TEXT NOT NULL,
          name TEXT NOT NULL,
          target_hash TEXT NOT NULL,
          last_handed_out BIGINT NOT NULL
        )"""
            .formatted(identity),
        """
        CREATE TABLE stanzas (
          id %s,
          queue BIGINT NOT NULL REFERENCES queues (id),
          lane TEXT NOT NULL,
          xml TEXT NOT NULL,
          is_own INTEGER NOT NULL,
          received BIGINT NOT NULL,
          expires BIGINT NOT NULL
        )"""
            .formatted(identity),
        "CREATE INDEX stanzas_in_order ON stanzas (queue, lane, id)",
        """
        CREATE TABLE unreadable_stanzas (
          id BIGINT NOT NULL PRIMARY KEY,
          queue BIGINT NOT NULL,
          lane TEXT NOT NULL,
          xml TEXT NOT NULL,
          is_own INTEGER NOT NULL,
          received BIGINT NOT NULL,
          expires BIGINT NOT NULL,
          reason TEXT NOT NULL
        )""");
  }
}
