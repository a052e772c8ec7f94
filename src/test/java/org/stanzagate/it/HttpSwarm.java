package org.stanzagate.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Very many HTTP clients, each with a connection of its own and one request, in a single thread.
 */
final class HttpSwarm implements AutoCloseable {
  private static final Pattern HEAD =
      Pattern.compile("(?is)HTTP/1\\.1 (\\d{3}).*?\r\ncontent-length: (\\d+)\r\n.*?\r\n\r\n");

  private final InetSocketAddress address;
  private final Selector selector;
  private final List<Client> clients = new ArrayList<>();

  /** A whole answer. */
  record Answer(int status, String body) {}

  HttpSwarm(URI gateway) throws IOException {
    this.address = new InetSocketAddress(gateway.getHost(), gateway.getPort());
    this.selector = Selector.open();
  }

  /** Opens a connection more, and posts a stanza over it. */
  void post(String stanza, int waitSeconds) throws IOException {
    byte[] body = stanza.getBytes(StandardCharsets.UTF_8);
    String head =
        """
        POST /rest HTTP/1.1
        Host: %s:%d
        Authorization: Bearer %s
        Content-Type: application/xmpp+xml
        Prefer: wait=%d
        Content-Length: %d

        """
            .formatted(
                address.getHostString(),
                address.getPort(),
                GatewaySettings.TOKEN,
                waitSeconds,
                body.length);
    SocketChannel channel = SocketChannel.open(address);
    channel.write(
        new ByteBuffer[] {
          StandardCharsets.US_ASCII.encode(head.replace("\n", "\r\n")), ByteBuffer.wrap(body)
        });
    channel.configureBlocking(false);
    Client client = new Client(channel);
    channel.register(selector, SelectionKey.OP_READ, client);
    clients.add(client);
  }

  /** Reads until that many have their answers, and gives those. */
  List<Answer> awaitAnswers(int count, Duration limit) throws IOException {
    Instant end = Instant.now().plus(limit);
    while (answers().size() < count) {
      if (Instant.now().isAfter(end)) {
        throw new IllegalStateException("%d of %d answers".formatted(answers().size(), count));
      }
      readFor(Duration.ofMillis(100));
    }
    return answers();
  }

  /** Reads what comes in that time. */
  private void readFor(Duration time) throws IOException {
    selector.select(time.toMillis());
    for (SelectionKey key : selector.selectedKeys()) {
      if (!((Client) key.attachment()).read()) {
        key.cancel();
      }
    }
    selector.selectedKeys().clear();
  }

  /** The first clients close their connections, and that many are forgotten. */
  void leave(int count) throws IOException {
    List<Client> leaving = clients.subList(0, count);
    for (Client client : leaving) {
      client.channel.close();
    }
    leaving.clear();
  }

  /** Reads what is there by now, and gives all answers so far. */
  List<Answer> read() throws IOException {
    readFor(Duration.ofMillis(1));
    return answers();
  }

  /** The answers that are there so far, in the order of the posts. */
  List<Answer> answers() {
    return clients.stream().map(client -> client.answer).flatMap(Optional::stream).toList();
  }

  @Override
  public void close() throws IOException {
    for (Client client : clients) {
      client.channel.close();
    }
    selector.close();
  }

  /** One connection, and what has come back over it. */
  private static final class Client {
    private final SocketChannel channel;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private Optional<Answer> answer = Optional.empty();

    Client(SocketChannel channel) {
      this.channel = channel;
    }

    /** Reads what is there; false at the connection's end. */
    boolean read() throws IOException {
      byte[] bytes = new byte[4096];
      int count = channel.read(ByteBuffer.wrap(bytes));
      if (count > 0) {
        received.write(bytes, 0, count);
        parse();
      }
      return count >= 0;
    }

    private void parse() {
      byte[] all = received.toByteArray();
      Matcher head = HEAD.matcher(new String(all, StandardCharsets.ISO_8859_1));
      if (head.lookingAt() && all.length == head.end() + Integer.parseInt(head.group(2))) {
        int status = Integer.parseInt(head.group(1));
        String body = new String(all, head.end(), all.length - head.end(), StandardCharsets.UTF_8);
        answer = Optional.of(new Answer(status, body));
      }
    }
  }
}
