package org.stanzagate.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a webhook does with a request, from the proper answer to plain abuse. */
interface WebhookAnswer {
  String XML = "application/xmpp+xml";
  String JSON = "application/json";
  String TEXT = "text/plain; charset=utf-8";

  /** How long a gate is waited for, and the most that an endless answer goes on. */
  int PATIENCE_SECONDS = 60;

  int TICK_MILLIS = 50;
  long ENDLESS = 64L * 1024 * 1024;

  /** Waits for what must be before its first byte. */
  default void ready() throws IOException {}

  /**
   * Writes it.
   *
   * @return whether the connection goes on
   */
  boolean write(Socket connection) throws IOException;

  /** A status, and no body. */
  static WebhookAnswer status(int status, String... headers) {
    return of(status, "", "", headers);
  }

  static WebhookAnswer xml(String body) {
    return of(200, XML, body);
  }

  static WebhookAnswer json(String body) {
    return of(200, JSON, body);
  }

  static WebhookAnswer text(String body) {
    return of(200, TEXT, body);
  }

  /**
   * An answer in order.
   *
   * @param type the empty string for none
   */
  static WebhookAnswer of(int status, String type, String body, String... headers) {
    return of(status, type, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  static WebhookAnswer of(int status, String type, byte[] body, String... headers) {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Scripted\r\n");
    if (!type.isEmpty()) {
      head.append("Content-Type: ").append(type).append("\r\n");
    }
    if (status != 204 && status != 304) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return raw(head + "\r\n", body);
  }

  /** Bytes, whatever they mean. */
  static WebhookAnswer raw(String head, byte[] body) {
    return connection -> {
      OutputStream out = connection.getOutputStream();
      // In one piece, so that the other side sees all of it or nothing.
      byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
      byte[] whole = new byte[start.length + body.length];
      System.arraycopy(start, 0, whole, 0, start.length);
      System.arraycopy(body, 0, whole, start.length, body.length);
      out.write(whole);
      out.flush();
      return true;
    };
  }

  static WebhookAnswer raw(String text) {
    return raw(text, new byte[0]);
  }

  /** The body in chunks of one byte. */
  static WebhookAnswer chunked(String type, String body) {
    StringBuilder chunks = new StringBuilder();
    for (byte octet : body.getBytes(StandardCharsets.UTF_8)) {
      chunks.append("1;a=b\r\n").append((char) (octet & 0xff)).append("\r\n");
    }
    return raw(
        "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n%s0\r\n\r\n"
            .formatted(type, chunks));
  }

  /** Holds its tongue until the gateway hangs up. */
  static WebhookAnswer never() {
    return connection -> {
      InputStream in = connection.getInputStream();
      while (in.read() >= 0) {}
      return false;
    };
  }

  /** Hangs up without a word. */
  static WebhookAnswer closed() {
    return connection -> false;
  }

  static WebhookAnswer reset() {
    return connection -> {
      connection.setSoLinger(true, 0);
      return false;
    };
  }

  /** The right head, and a body that comes a byte at a time for ever. */
  static WebhookAnswer trickle() {
    return connection -> {
      OutputStream out = connection.getOutputStream();
      out.write(
          ascii("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 9000\r\n\r\n"));
      connection.setSoTimeout(TICK_MILLIS);
      boolean there = true;
      for (int i = 0; i < 9000 && there; i++) {
        out.write('x');
        out.flush();
        there = isThereAfterATick(connection);
      }
      return false;
    };
  }

  private static boolean isThereAfterATick(Socket connection) throws IOException {
    try {
      return connection.getInputStream().read() >= 0;
    } catch (SocketTimeoutException stillThere) {
      return true;
    }
  }

  /** A head that never ends. */
  static WebhookAnswer endlessHead() {
    return endless("HTTP/1.1 200 OK\r\n", "X-More: " + "x".repeat(1_000) + "\r\n");
  }

  /** A body that never ends. */
  static WebhookAnswer endlessBody() {
    return endless(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n",
        "400\r\n" + "x".repeat(1_024) + "\r\n");
  }

  /**
   * Bounded after all, so that a gateway that reads all of it fails the test, and not the machine.
   */
  private static WebhookAnswer endless(String start, String more) {
    return connection -> {
      OutputStream out = connection.getOutputStream();
      out.write(ascii(start));
      byte[] piece = ascii(more.repeat(64));
      for (long written = 0; written < ENDLESS; written += piece.length) {
        out.write(piece);
      }
      return false;
    };
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Promises twice the body, and hangs up after it. */
  static WebhookAnswer half(String type, String body) {
    return raw("HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(type, 2 * body.length(), body))
        .thenClose();
  }

  /** Hangs up after it, without having said so. */
  default WebhookAnswer thenClose() {
    return connection -> {
      write(connection);
      return false;
    };
  }

  /** Both, in their order. */
  default WebhookAnswer then(WebhookAnswer next) {
    return connection -> write(connection) && next.write(connection);
  }

  /** The same, but not before the gate opens. */
  default WebhookAnswer after(CompletableFuture<?> gate) {
    WebhookAnswer answer = this;
    return new WebhookAnswer() {
      @Override
      public void ready() throws IOException {
        try {
          gate.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
          throw new IOException("the gate didn't open", e);
        }
      }

      @Override
      public boolean write(Socket connection) throws IOException {
        return answer.write(connection);
      }
    };
  }
}
