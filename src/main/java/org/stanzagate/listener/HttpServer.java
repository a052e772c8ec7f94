package org.stanzagate.listener;

import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.stanzagate.tls.ServerIdentity;

/**
 * An HTTP server that stands what anybody may send it, with what its endpoints need: answers,
 * failures, bodies, waiting. Started once, stopped once, by one thread; {@link #address} is safe in
 * any thread.
 */
public final class HttpServer {
  private final String key;
  private final HttpLimits limits;
  private final RequestWatch requests;
  private final Answers answers;
  private final Failures failures;
  private final Admission admission;
  private final Waiting waiting;
  private final EventStreams eventStreams;
  private volatile @Nullable HttpListener listener;

  /**
   * @param key of the address in the configuration, for those who have to change it
   * @param requests is told of each
   */
  public HttpServer(String key, HttpLimits limits, FailureWriter writer, RequestWatch requests) {
    this.requests = requests;
    this.key = key;
    this.limits = limits;
    this.answers = new Answers(limits.transfer());
    this.failures = new Failures(writer, answers);
    this.admission = new Admission(limits.requests());
    this.waiting = new Waiting(failures);
    this.eventStreams = new EventStreams(failures, answers, limits.transfer());
  }

  public Answers answers() {
    return answers;
  }

  public Waiting waiting() {
    return waiting;
  }

  public EventStreams eventStreams() {
    return eventStreams;
  }

  /**
   * Reads bodies up to a limit of the endpoint's own.
   *
   * @param limit of a body, in bytes
   * @param remedy what to do about one that is larger
   */
  public BodyReader bodies(int limit, String remedy) {
    return new BodyReader(failures, limit, remedy, limits.transfer());
  }

  /**
   * Begins to serve.
   *
   * @param tls for HTTPS; null for plain HTTP
   * @param maxBody the largest body, in bytes, that the handler reads
   * @param handler gets every request that may come in, in an I/O thread; what it throws becomes
   *     the answer
   * @throws IOException if the address can't be listened on; the text says why, and what to change
   */
  public void start(
      InetSocketAddress listen, @Nullable ServerIdentity tls, long maxBody, HttpHandler handler)
      throws IOException {
    long maxEntity = Math.max(BodyReader.MAX_DRAIN, maxBody);
    try {
      listener =
          new HttpListener(
              listen,
              tls,
              limits,
              new HttpConnections(
                  limits,
                  maxEntity,
                  requests,
                  failures,
                  admission.around(new RequestHead(limits.head(), handler))));
    } catch (IOException e) {
      throw new IOException(key + ": " + reason(listen, e), e);
    }
  }

  /** Why that address could not be listened on now, and what to change; empty if it could. */
  public static Optional<String> obstacle(InetSocketAddress listen) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(listen);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(reason(listen, e));
    }
  }

  private static String reason(InetSocketAddress listen, IOException failure) {
    String reason = String.valueOf(failure.getMessage());
    if (!(failure instanceof BindException)) {
      return text(listen) + ": " + reason;
    }
    return text(listen)
        + (reason.contains("in use")
            ? " is taken by another program; stop that, or give another address or port"
            : " can't be listened on: " + reason + "; give an address of this machine");
  }

  private static String text(InetSocketAddress listen) {
    String host = listen.getHostString();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + listen.getPort();
  }

  private HttpListener started() {
    HttpListener started = listener;
    if (started == null) {
      throw new IllegalStateException("not started");
    }
    return started;
  }

  /** Where it listens, with the real port, once it is started. */
  public InetSocketAddress address() {
    return started().address();
  }

  /**
   * Shows another certificate to those who connect from now on; the connections that are there go
   * on. Safe in any thread, once it is started.
   *
   * @throws IllegalStateException if it serves plain HTTP
   */
  public void show(ServerIdentity identity) {
    started().show(identity);
  }

  /** Runs the action once every thread of a server that was started has shown that it runs. */
  public void probe(Runnable passed) {
    started().probe(passed);
  }

  /**
   * Takes no more requests, ends the streams of events, answers the requests it has, and ends. Does
   * nothing where it was never started.
   *
   * @param last what those are told that still wait for something after the grace
   */
  public void stop(Duration grace, Failure last) {
    Future<?> allGone = admission.close();
    eventStreams.end();
    if (!isDone(allGone, grace)) {
      waiting.giveUp(last);
      isDone(allGone, Duration.ofSeconds(1));
    }
    HttpListener started = listener;
    if (started != null) {
      started.close();
    }
  }

  private static boolean isDone(Future<?> future, Duration within) {
    try {
      future.get(within.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
