package org.stanzagate.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Consumer;

/**
 * A stream to a real server that writes what it is given and only looks at the start tags of what
 * comes: what a server carries at best. Any thread may write, one reads.
 */
final class RawStream implements AutoCloseable {
  private final Peer peer;
  private final StringBuilder answers = new StringBuilder();

  private RawStream(Peer peer) {
    this.peer = peer;
  }

  /** A component's (XEP-0114). */
  static RawStream component(int port, String domain) throws IOException {
    return new RawStream(Peer.component(port, domain));
  }

  /** A user's client. */
  static RawStream user(int port, String name) throws IOException {
    return new RawStream(Peer.user(port, name));
  }

  /** Reads from now on. */
  void read(Consumer<String> startTags) {
    Thread thread = new Thread(() -> readAll(new StartTags(startTags)), "reads a raw stream");
    thread.setDaemon(true);
    thread.start();
  }

  /** Answers all iqs that come from now on. */
  void answer() {
    read(
        tag -> {
          if (tag.startsWith("<iq") && !tag.contains(" type='result'")) {
            answer(tag);
          }
        });
  }

  private void answer(String tag) {
    answers.append("<iq type='result' id='").append(StartTags.attribute(tag, "id"));
    answers.append("' from='").append(StartTags.attribute(tag, "to"));
    answers.append("' to='").append(StartTags.attribute(tag, "from")).append("'/>");
  }

  private void readAll(StartTags tags) {
    byte[] buffer = new byte[64 * 1024];
    try {
      peer.socket().setSoTimeout(0);
      InputStream in = peer.socket().getInputStream();
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        tags.read(buffer, length);
        if (answers.length() > 0) {
          write(answers.toString());
          answers.setLength(0);
        }
      }
    } catch (IOException ended) {
      return;
    }
  }

  void write(String xml) throws IOException {
    OutputStream out = peer.socket().getOutputStream();
    synchronized (out) {
      out.write(xml.getBytes(UTF_8));
    }
  }

  @Override
  public void close() throws IOException {
    peer.close();
  }
}
