package org.stanzagate.sql;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The steps that lead to a schema, oldest first, each of some SQL. A step that was once released
 * never changes; what is to change becomes a new step. The database knows how many it has taken.
 */
public record Migrations(List<List<String>> steps) {
  public Migrations {
    steps = steps.stream().map(List::copyOf).toList();
  }

  /**
   * Takes the steps that are missing, all or none.
   *
   * @throws SQLException if one of them fails, or if the database has taken more than there are
   */
  public void apply(Statements statements) throws SQLException {
    statements.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)");
    Optional<Integer> taken =
        statements.first("SELECT version FROM schema_version", row -> row.getInt(1));
    int version = taken.orElse(0);
    if (version > steps.size()) {
      throw new SQLException(
          "it was written by a newer version of the gateway (schema "
              + version
              + ", and this one knows "
              + steps.size()
              + "); run that one, or give another database");
    }
    if (version == steps.size()) {
      return;
    }
    for (List<String> step : steps.subList(version, steps.size())) {
      for (String sql : step) {
        statements.execute(sql);
      }
    }
    statements.execute(
        taken.isPresent()
            ? "UPDATE schema_version SET version = ?"
            : "INSERT INTO schema_version (version) VALUES (?)",
        steps.size());
  }
}
