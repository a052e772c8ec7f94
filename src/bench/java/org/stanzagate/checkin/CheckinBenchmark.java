package org.stanzagate.checkin;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many check-ins a second are taken from 1 and from 16 clients, each stored and synced before
 * its answer: by the gateway, and by a plain receiver in Python. All are new ones.
 */
public final class CheckinBenchmark {
  private static final String SECRET = "benchmark";
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final Duration MEASURED = Duration.ofSeconds(8);
  private static final int MOST_CLIENTS = 16;
  private static final int[] CLIENTS = {1, MOST_CLIENTS};
  private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/(?!rest)");

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private CheckinBenchmark() {}

  /** Measures one after the other, and prints the rates with their ratio. */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("checkin-benchmark");
    double[] python =
        measure(
            List.of(
                "python3",
                "src/bench/python/checkin_receiver.py",
                folder.resolve("python.db").toString(),
                SECRET),
            Map.of());
    double[] gateway =
        measure(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "org.stanzagate.Main",
                "run"),
            Map.of(
                "STANZAGATE_COMPONENT_DOMAIN", "gw.localhost",
                "STANZAGATE_COMPONENT_SECRET", SECRET,
                "STANZAGATE_COMPONENT_PORT", "1",
                "STANZAGATE_HTTP_LISTEN", "127.0.0.1:0",
                "STANZAGATE_CHECKIN_PORT", "0",
                "CHECKIN_API_SECRET", SECRET,
                "CHECKIN_DB_PATH", folder.resolve("gateway.db").toString()));
    System.out.println("clients   python/s   stanzagate/s   ratio");
    for (int i = 0; i < CLIENTS.length; i++) {
      System.out.printf(
          Locale.ROOT,
          "%7d %10.0f %14.0f %7.1f%n",
          CLIENTS[i],
          python[i],
          gateway[i],
          gateway[i] / python[i]);
    }
  }

  private static double[] measure(List<String> command, Map<String, String> environment)
      throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      int port = port(process);
      double[] rates = new double[CLIENTS.length];
      for (int i = 0; i < CLIENTS.length; i++) {
        post(port, MOST_CLIENTS, WARM_UP);
        rates[i] = post(port, CLIENTS[i], MEASURED);
      }
      return rates;
    } finally {
      process.destroy();
      process.waitFor(20, TimeUnit.SECONDS);
    }
  }

  /** Reads what it prints until it names its port; the rest is drained. */
  private static int port(Process process) throws IOException {
    BufferedReader printed =
        new BufferedReader(new InputStreamReader(process.getInputStream(), US_ASCII));
    for (String line = printed.readLine(); line != null; line = printed.readLine()) {
      Matcher url = URL.matcher(line);
      if (url.find()) {
        drain(printed);
        return Integer.parseInt(url.group(1));
      }
    }
    throw new IOException("it ended at once: " + process.info());
  }

  private static void drain(BufferedReader printed) {
    Thread drain =
        new Thread(
            () -> {
              try {
                printed.transferTo(Writer.nullWriter());
              } catch (IOException ended) {
                return;
              }
            });
    drain.setDaemon(true);
    drain.start();
  }

  /** Posts a second. */
  private static double post(int port, int clients, Duration time) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      long start = System.nanoTime();
      long end = start + time.toNanos();
      List<Future<Integer>> counts = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        counts.add(threads.submit(() -> client(port, end)));
      }
      int all = 0;
      for (Future<Integer> count : counts) {
        all += count.get();
      }
      return all * 1e9 / (System.nanoTime() - start);
    } finally {
      threads.shutdown();
    }
  }

  /** One after the other on one connection, until the time is over. */
  private static int client(int port, long end) throws IOException {
    int count = 0;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      while (System.nanoTime() < end) {
        socket.getOutputStream().write(request());
        answer(in);
        count++;
      }
    }
    return count;
  }

  private static byte[] request() {
    String body =
        """
        {"packet_hash":"%016X","username":"HOWL","message":"check in","channel":"#meshmonday",\
        "timestamp":"2025-03-03T14:30:00-07:00","source_bot":"meshcore-bot"}"""
            .formatted(NUMBER.incrementAndGet());
    return ("POST /checkins HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
            + SECRET
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(US_ASCII);
  }

  @SuppressWarnings("deprecation") // the head is ASCII
  private static void answer(DataInputStream in) throws IOException {
    String status = in.readLine();
    if (status == null || !status.startsWith("HTTP/1.1 201")) {
      throw new IOException("not taken: " + status);
    }
    int length = 0;
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
      }
    }
    in.skipNBytes(length);
  }
}
