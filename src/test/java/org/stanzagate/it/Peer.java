package org.stanzagate.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
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

  private Peer(int port) throws IOException {
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    this.reader = new InputStreamReader(socket.getInputStream(), UTF_8);
  }

  static Peer connect(RealServer server) throws IOException {
    return component(server.peerPort(), RealServer.PEER);
  }

  static Peer component(int port, String domain) throws IOException {
    Peer peer = new Peer(port);
    peer.send(
        "<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' to='%s'>"
            .formatted(domain));
    String id = peer.await(STREAM_ID).group(1);
    peer.send("<handshake>" + sha1(id + RealServer.SECRET) + "</handshake>");
    peer.await(ACCEPTED);
    return peer;
  }

  /** A user's client instead, that is there for messages (RFC 6120, without TLS). */
  static Peer user(int port, String name) throws IOException {
    Peer peer = new Peer(port);
    peer.openClientStream("</mechanisms>");
    String credentials = "\0" + name + "\0" + RealServer.PASSWORD;
    peer.send(
        "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>%s</auth>"
            .formatted(Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8))));
    peer.await(Pattern.compile("<success"));
    peer.openClientStream("<bind");
    peer.send(
        "<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq><presence/>");
    peer.await(Pattern.compile("</jid>"));
    return peer;
  }

  private void openClientStream(String feature) throws IOException {
    send(
        "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='%s' version='1.0'>"
            .formatted(RealServer.DOMAIN));
    await(Pattern.compile(feature));
  }

  void send(String xml) throws IOException {
    socket.getOutputStream().write(xml.getBytes(UTF_8));
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

  /** Of somebody who reads it himself. */
  Socket socket() {
    return socket;
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
      return HexFormat.of().formatHex(digest.digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
