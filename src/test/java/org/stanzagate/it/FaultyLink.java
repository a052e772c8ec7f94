package org.stanzagate.it;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One connection through a {@link FaultProxy}. */
final class FaultyLink {
  private static final int MOST_SECONDS = 60;

  private final FaultProxy proxy;
  private final Socket client;
  private final Socket server = new Socket();
  private boolean isCut;

  FaultyLink(FaultProxy proxy, Socket client) {
    this.proxy = proxy;
    this.client = client;
  }

  /** Connects to the other side, and pumps both ways until both have ended. */
  void run(SocketAddress target, ExecutorService threads) throws IOException {
    try (client;
        server) {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      server.connect(target);
      CompletableFuture<Void> back =
          CompletableFuture.runAsync(() -> new Pump(false, server, client).run(), threads);
      new Pump(true, client, server).run();
      back.join();
    }
  }

  /** Ends it at once, in the way that the fault of the hour has it. */
  synchronized void cut() {
    if (!isCut) {
      isCut = true;
      proxy.wasCut();
      for (Socket socket : new Socket[] {client, server}) {
        end(socket, proxy.fault().reset());
      }
    }
  }

  private static void end(Socket socket, boolean reset) {
    try {
      if (reset) {
        socket.setSoLinger(true, 0);
      }
      socket.close();
    } catch (IOException ended) {
      // It was closed by the other side at the same time, which is as good.
      assert socket.isClosed();
    }
  }

  /** One direction. What is written goes through one thread, so that it stays in its order. */
  private final class Pump {
    private final boolean isUp;
    private final Socket from;
    private final Socket to;
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
    private final Queue<Step> steps = new ConcurrentLinkedQueue<>();
    private Fault known = Fault.NONE;
    private long left = Long.MAX_VALUE;
    private long latest = System.nanoTime();

    Pump(boolean isUp, Socket from, Socket to) {
      this.isUp = isUp;
      this.from = from;
      this.to = to;
    }

    void run() {
      byte[] buffer = new byte[16 * 1024];
      try {
        for (int count = from.getInputStream().read(buffer);
            count >= 0;
            count = from.getInputStream().read(buffer)) {
          pass(Arrays.copyOf(buffer, count));
        }
        later(to::shutdownOutput);
      } catch (IOException broken) {
        // The one side is gone; the other is told so after what was on its way to it.
        later(to::close);
      } finally {
        finish();
      }
    }

    /** What is delayed is still written. */
    private void finish() {
      writer.shutdown();
      try {
        if (!writer.awaitTermination(MOST_SECONDS, TimeUnit.SECONDS)) {
          cut();
        }
      } catch (InterruptedException e) {
        writer.shutdownNow();
        Thread.currentThread().interrupt();
      }
    }

    @SuppressWarnings("ReferenceEquality") // one that is set anew begins anew, though it is alike
    private void pass(byte[] piece) throws IOException {
      Fault fault = proxy.awaitFlow(isUp);
      if (fault != known) {
        known = fault;
        left = (isUp ? fault.cutUp() : fault.cutDown()).getAsLong();
      }
      int count = (int) Math.min(left, piece.length);
      left -= count;
      if ((isUp ? fault.up() : fault.down()) == Fault.Flow.PASS) {
        later(() -> write(piece, count));
      }
      if (left == 0) {
        later(FaultyLink.this::cut);
      }
    }

    private void write(byte[] piece, int count) throws IOException {
      OutputStream out = to.getOutputStream();
      out.write(piece, 0, count);
      proxy.passed(isUp, count);
    }

    /**
     * After the delay, and never before what came earlier: of two that are due at the same time the
     * writer may take either first, and does the step whose turn it is.
     */
    private void later(Step step) {
      steps.add(step);
      Duration delay = isUp ? proxy.fault().delayUp() : proxy.fault().delayDown();
      long now = System.nanoTime();
      latest = Math.max(latest, now + delay.toNanos());
      var unused =
          writer.schedule(() -> attempt(steps.remove()), latest - now, TimeUnit.NANOSECONDS);
    }

    private void attempt(Step step) {
      try {
        step.run();
      } catch (IOException gone) {
        end(from, false);
      }
    }
  }

  /** Something to do with a socket. */
  private interface Step {
    void run() throws IOException;
  }
}
