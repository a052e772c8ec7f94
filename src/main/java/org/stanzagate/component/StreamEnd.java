package org.stanzagate.component;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.stanzagate.component.Disconnect.Reason;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.tls.TlsFailure;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.XmlException;

/**
 * Why there is no stream any more, or never was one.
 *
 * @param reason roughly, to count by
 * @param what happened, to end a sentence with
 * @param advice what the admin can do about it, in whole sentences; may be empty
 */
record StreamEnd(Reason reason, String what, String advice) {
  private static final String CHECK_PORT =
      "Correct component.host and component.port: it must be the server's component port (5347, on"
          + " Openfire 5275).";

  /** It is us who stop. */
  static final StreamEnd STOPPED = new StreamEnd(Reason.STOPPED, "the gateway is stopping", "");

  /** We failed. */
  static final StreamEnd FAULT =
      new StreamEnd(Reason.FAULT, "the gateway failed", "See the error above.");

  /** The server said goodbye. */
  static final StreamEnd CLOSED_BY_SERVER =
      new StreamEnd(Reason.CLOSED, "the server closed the stream", "");

  /** Some servers refuse without a word. */
  static final StreamEnd CLOSED_IN_HANDSHAKE =
      new StreamEnd(
          Reason.HANDSHAKE,
          "the server closed the connection during the handshake without saying why",
          "Compare component.domain and component.secret with the server's settings, and see its"
              + " log.");

  static StreamEnd unreachable(IOException failure) {
    if (failure instanceof UnknownHostException) {
      return new StreamEnd(
          Reason.UNREACHABLE, "its host name is unknown", "Correct component.host.");
    }
    if (failure instanceof SocketTimeoutException) {
      return new StreamEnd(
          Reason.UNREACHABLE,
          "it takes no connection in time",
          "Is it running, and does a firewall let us through? " + CHECK_PORT);
    }
    if (failure instanceof ConnectException) {
      return new StreamEnd(
          Reason.UNREACHABLE,
          "it takes no connection (" + failure.getMessage() + ")",
          "Is the server running, with its component port open? " + CHECK_PORT);
    }
    return new StreamEnd(
        Reason.UNREACHABLE, "it can't be reached (" + failure.getMessage() + ")", CHECK_PORT);
  }

  /** Before the stream was open. */
  static StreamEnd brokenInHandshake(IOException failure) {
    return failure instanceof SSLException ? noTls(failure) : CLOSED_IN_HANDSHAKE;
  }

  private static StreamEnd noTls(IOException failure) {
    TlsFailure why = TlsFailure.of(failure);
    return new StreamEnd(
        Reason.TLS,
        why.what(),
        switch (why.kind()) {
          case ENDED -> "Renew the server's certificate, or one that it hangs on.";
          case NOT_BEGUN ->
              "Is the clock of this machine right, and that of the one that made the certificate?";
          case NOT_TRUSTED ->
              "Give component.tls_ca_file the PEM file of the authority that signed it, or its own"
                  + " if it signed itself.";
          case ANOTHERS ->
              "Give component.host the name that is in the certificate, or the server a certificate"
                  + " with that name.";
          case OTHER ->
              "Does that port speak TLS from the first byte? If not, set component.tls to false."
                  + " See the server's log as well.";
        });
  }

  static StreamEnd handshakeTimeout(Duration timeout) {
    return new StreamEnd(
        Reason.HANDSHAKE,
        "it left the handshake open for " + timeout.toMillis() + " ms",
        CHECK_PORT);
  }

  static StreamEnd notXmpp(XmlException fault) {
    return new StreamEnd(
        Reason.HANDSHAKE,
        "it doesn't speak XMPP there: " + fault.getMessage(),
        CHECK_PORT + " If that speaks TLS, set component.tls to true.");
  }

  static StreamEnd badXml(XmlException fault) {
    return new StreamEnd(
        Reason.BAD_XML,
        "it sent XML that can't be read on from: " + fault.getMessage(),
        "This is a fault of the server; see its log.");
  }

  static StreamEnd cut(Exception failure) {
    return new StreamEnd(Reason.BROKEN, "the connection broke (" + failure.getMessage() + ")", "");
  }

  static StreamEnd dead(Duration silence) {
    return new StreamEnd(
        Reason.SILENT,
        "nothing came or went for " + silence.toMillis() + " ms, not even our ping to ourselves",
        "The server hangs, or the network between is broken, or another gateway with this"
            + " component.domain gets what is for us.");
  }

  /** The server's stream error (RFC 6120 section 4.9). */
  static StreamEnd streamError(Element error) {
    String condition = "undefined-condition";
    String text = error.text();
    for (Element child : error.elements()) {
      if (child.is(Namespaces.STREAM_ERRORS, "text")) {
        text = child.text();
      } else if (child.namespace().equals(Namespaces.STREAM_ERRORS)) {
        condition = child.name();
      }
    }
    String said = text.isBlank() ? "" : " (" + text.strip() + ")";
    return new StreamEnd(
        Reason.STREAM_ERROR, "the server said " + condition + said, advice(condition));
  }

  private static String advice(String condition) {
    return switch (condition) {
      case "not-authorized" ->
          "Give component.secret the secret that the server has for this component; ejabberd says"
              + " the same where it doesn't know component.domain.";
      case "host-unknown", "host-gone" ->
          "Add the component to the server under exactly component.domain, or correct that; on"
              + " Openfire it must be SUB.server.";
      case "conflict" ->
          "Something is already connected with this component.domain: is another gateway running, or"
              + " is the domain one of the server's own?";
      case "invalid-namespace", "unsupported-stanza-type" -> CHECK_PORT;
      case "system-shutdown" -> "It is stopping or restarting.";
      case "policy-violation" ->
          "Set component.max_send below the server's own limit on stanzas, and see its log.";
      case "invalid-from", "improper-addressing" ->
          "The server takes stanzas only from addresses of component.domain; see its log.";
      case "internal-server-error" ->
          "See the server's log. On Openfire it may be that the component has no secret there.";
      default -> "See the server's log.";
    };
  }
}
