package org.stanzagate.it;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * How many check-ins a second are taken from 1 and from 16 clients, each stored and synced before
 * its answer: by the gateway, and by a plain receiver in Python. All are new ones.
 */
final class CheckinBenchmark {
  private static final String SECRET = "benchmark";
  private static final List<Integer> CLIENTS = List.of(1, 16);

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private CheckinBenchmark() {}

  static void run() throws Exception {
    Path folder = Files.createTempDirectory("checkin-benchmark");
    int gatewayPort = Ports.free();
    int pythonPort = Ports.free();
    ChildProcess gateway = gateway(gatewayPort, folder.resolve("gateway.db"));
    ChildProcess python = python(pythonPort, folder.resolve("python.db"));
    try {
      for (int clients : CLIENTS) {
        Contest.cold("check-ins, %d clients".formatted(clients))
            .with(Contest.STANZAGATE, name -> post(gatewayPort, clients))
            .with("plain Python", name -> post(pythonPort, clients))
            .run();
      }
    } finally {
      gateway.stop();
      python.stop();
    }
  }

  private static ChildProcess gateway(int port, Path database) throws Exception {
    return awaited(
        port,
        ChildProcess.start(
            FailureLogs.file("gateway"),
            Map.of(
                "STANZAGATE_COMPONENT_DOMAIN",
                "gw.localhost",
                "STANZAGATE_COMPONENT_SECRET",
                SECRET,
                "STANZAGATE_COMPONENT_PORT",
                "1",
                "STANZAGATE_HTTP_LISTEN",
                "127.0.0.1:0",
                "STANZAGATE_CHECKIN_PORT",
                String.valueOf(port),
                "CHECKIN_API_SECRET",
                SECRET,
                "CHECKIN_DB_PATH",
                database.toString()),
            MeasuredGateway.command("run")));
  }

  private static ChildProcess python(int port, Path database) throws Exception {
    return awaited(
        port,
        ChildProcess.start(
            FailureLogs.file("python"),
            List.of(
                "python3",
                "src/bench/python/checkin_receiver.py",
                database.toString(),
                SECRET,
                String.valueOf(port))));
  }

  private static ChildProcess awaited(int port, ChildProcess process) {
    Awaitility.await("somebody listens").until(() -> Ports.answers(port));
    return process;
  }

  private static Turn post(int port, int clients) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      long start = System.nanoTime();
      long end = start + Contest.TIME.toNanos();
      List<Future<Integer>> counts = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        counts.add(threads.submit(() -> client(port, end)));
      }
      int all = 0;
      for (Future<Integer> count : counts) {
        all += count.get();
      }
      return new Turn(all * 1e9 / (System.nanoTime() - start), 0, 0, 0, 0, 0, 0);
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
