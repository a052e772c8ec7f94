package org.stanzagate.it;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Many clients of the gateway in one thread, each with a kept connection and one request at a time.
 * They take only answers with a Content-Length.
 */
final class Clients implements AutoCloseable {
  private static final int LARGEST_ANSWER = 1024;
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration LAST_ONES = Duration.ofSeconds(30);

  private final Selector selector = Selector.open();
  private final List<Client> clients = new ArrayList<>();

  /** Connects them all. */
  Clients(int port, int count) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    for (int i = 0; i < count; i++) {
      Client client = new Client(SocketChannel.open(address));
      clients.add(client);
      client.channel.configureBlocking(false).register(selector, SelectionKey.OP_READ, client);
    }
  }

  /** What came of a time of posting. */
  record Posted(int answers, int refused) {}

  List<Client> all() {
    return clients;
  }

  /**
   * All post, again and again, and get all their answers.
   *
   * @param json what to post, by its number from 0 on
   * @param status what the answer should have
   */
  Posted post(Duration time, IntFunction<String> json, int status) throws IOException {
    int posted = 0;
    for (Client client : clients) {
      client.post(json.apply(posted++));
    }
    int answers = 0;
    int refused = 0;
    long end = System.nanoTime() + time.toNanos();
    long last = end + LAST_ONES.toNanos();
    while (answers < posted && System.nanoTime() < last) {
      for (Client client : read(LOOK)) {
        answers++;
        refused += client.status() == status ? 0 : 1;
        if (System.nanoTime() < end) {
          client.post(json.apply(posted++));
        }
      }
    }
    if (answers < posted) {
      throw new IOException(posted - answers + " requests got no answer in " + LAST_ONES);
    }
    return new Posted(answers, refused);
  }

  /** Waits that long at most for something to read, and gives those who have their whole answer. */
  List<Client> read(Duration patience) throws IOException {
    List<Client> answered = new ArrayList<>();
    selector.select(patience.toMillis());
    for (SelectionKey key : selector.selectedKeys()) {
      Client client = (Client) key.attachment();
      if (client.read()) {
        answered.add(client);
      }
    }
    selector.selectedKeys().clear();
    return answered;
  }

  @Override
  public void close() throws IOException {
    for (Client client : clients) {
      client.channel.close();
    }
    selector.close();
  }

  /** One connection. */
  static final class Client {
    private static final String HEAD =
        """
        POST /rest HTTP/1.1
        Host: 127.0.0.1
        Authorization: Bearer %s
        Content-Type: application/json\
        """
            .formatted(GatewaySettings.TOKEN)
            .replace("\n", "\r\n");
    private static final String LENGTH = "\r\nContent-Length: ";
    private static final int STATUS = "HTTP/1.1 ".length();
    private static final String END = "\r\n\r\n";

    private final SocketChannel channel;
    private final ByteBuffer answer = ByteBuffer.allocate(LARGEST_ANSWER);

    private Client(SocketChannel channel) {
      this.channel = channel;
    }

    /** Posts a stanza in ASCII; its answer takes the place of the one before. */
    void post(String json) throws IOException {
      answer.clear();
      String text = HEAD + LENGTH + json.length() + END + json;
      ByteBuffer request = ByteBuffer.wrap(text.getBytes(US_ASCII));
      channel.write(request);
      if (request.hasRemaining()) {
        throw new IOException("the gateway doesn't read what it is sent");
      }
    }

    /** Whether the answer is whole with that; never, once the gateway has closed the connection. */
    private boolean read() throws IOException {
      if (channel.read(answer) < 0) {
        channel.close();
        return false;
      }
      if (!answer.hasRemaining()) {
        throw new IOException("an answer is larger than expected: " + text());
      }
      String text = text();
      int head = text.indexOf(END);
      return head >= 0 && text.length() == head + END.length() + contentLength(text);
    }

    private static int contentLength(String answer) {
      int start = answer.indexOf(LENGTH) + LENGTH.length();
      return Integer.parseInt(answer, start, answer.indexOf('\r', start), 10);
    }

    private String text() {
      return new String(answer.array(), 0, answer.position(), US_ASCII);
    }

    int status() {
      return Integer.parseInt(text(), STATUS, STATUS + 3, 10);
    }
  }
}
