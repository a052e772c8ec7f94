package org.stanzagate.sql;

import java.io.IOException;
import java.time.Clock;

/** A process of its own that writes numbers to a database, and says each that is committed. */
public final class StoringProcess {
  private StoringProcess() {}

  /** Writes until it is killed. */
  public static void main(String[] url) throws IOException, InterruptedException {
    Database database =
        Database.open(
            Dialect.of(url[0]),
            "database",
            Clock.systemUTC(),
            statements -> statements.execute("CREATE TABLE IF NOT EXISTS t (n BIGINT NOT NULL)"));
    for (long i = 0; ; i++) {
      long number = i;
      var unused =
          database
              .submit(statements -> statements.execute("INSERT INTO t (n) VALUES (?)", number))
              .thenAccept(rows -> System.out.println(number));
      if (i % 50 == 0) {
        database.query(statements -> true).join();
      }
    }
  }
}
