package org.stanzagate.it;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Another component of the server, {@code peer.localhost}, that sends what a test wrote, letter by
 * letter (XEP-0114). For one thread.
 */
final class Peer implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final Pattern STREAM_ID =
      Pattern.compile("<stream:stream[^>]* id=['\"]([^'\"]+)['\"]");
  private static final Pattern ACCEPTED = Pattern.compile("<handshake *(/>|></handshake>)");

  private final Socket socket;
  private final Reader reader;
  private final StringBuilder received = new StringBuilder();

  private Peer(Socket socket) throws IOException {
    this.socket = socket;
    this.reader = new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8);
  }

  static Peer connect(RealServer server) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.peerPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    Peer peer = new Peer(socket);
    peer.send(
        "<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' to='%s'>"
            .formatted(RealServer.PEER));
    String id = peer.await(STREAM_ID).group(1);
    peer.send("<handshake>" + sha1(id + RealServer.SECRET) + "</handshake>");
    peer.await(ACCEPTED);
    return peer;
  }

  void send(String xml) throws IOException {
    socket.getOutputStream().write(xml.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads until that comes, and forgets what was received up to its end. */
  Matcher await(Pattern pattern) throws IOException {
    char[] buffer = new char[4096];
    Matcher matcher = pattern.matcher(received.toString());
    while (!matcher.find()) {
      int count = read(buffer);
      if (count < 0) {
        throw new IOException(pattern + " did not come, only " + received);
      }
      received.append(buffer, 0, count);
      matcher = pattern.matcher(received.toString());
    }
    received.delete(0, matcher.end());
    return matcher;
  }

  /** At most for our patience; -1 if nothing came, or nothing is to come. */
  private int read(char[] buffer) throws IOException {
    try {
      return reader.read(buffer);
    } catch (SocketTimeoutException e) {
      return -1;
    }
  }

  private static String sha1(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
