package org.stanzagate.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A gateway that takes check-ins, with a database and a port that it keeps when it is restarted.
 */
final class CheckinGateway implements AutoCloseable {
  static final String API_SECRET = "7d1bb0f0c1ad4ff8a2d9";
  static final String FROM = "checkins@gw.localhost/stanzagate";

  private final Path folder;
  private final int port = Ports.free();
  private final GatewaySettings settings;
  private @Nullable GatewayProcess process;

  /**
   * @param announce keys below {@code checkin.announce}, in YAML's flow style
   */
  CheckinGateway(GatewaySettings settings, String announce) {
    try {
      folder = Files.createTempDirectory("stanzagate-checkin");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.settings =
        settings.with(
            """
            checkin:
              secret: %s
              port: %d
              database: %s
              announce: { %s }
            """
                .formatted(API_SECRET, port, database(), announce));
  }

  Path database() {
    return folder.resolve("not/there/checkins.db");
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port + "/checkins");
  }

  MeshBot bot(String name) {
    return new MeshBot(url(), name);
  }

  CheckinGateway start() {
    process = GatewayProcess.start(settings);
    process.awaitLog(Pattern.compile("taking check-ins at " + url()));
    return this;
  }

  CheckinGateway ready() {
    start();
    process().awaitReady();
    return this;
  }

  GatewayProcess process() {
    if (process == null) {
      throw new IllegalStateException("the gateway is not started");
    }
    return process;
  }

  /** Ends it in order. */
  void stop() {
    process().close();
    process = null;
  }

  /** Ends it without a word. */
  void kill() {
    process().kill();
    process = null;
  }

  /** What a query gives, one column of it. */
  List<String> query(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    }
  }

  /** The texts of all check-ins in the order of their arrival. */
  List<String> stored() throws SQLException {
    return query(
        "SELECT 'HOWL checked in on #meshmonday: ' || message FROM announcements JOIN checkins"
            + " USING (packet_hash) ORDER BY number");
  }

  @Override
  public void close() {
    if (process != null) {
      stop();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
