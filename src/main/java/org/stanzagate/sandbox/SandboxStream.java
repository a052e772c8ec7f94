package org.stanzagate.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jxmpp.jid.Jid;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaException;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.ElementWriter;
import org.stanzagate.xml.StanzaHead;
import org.stanzagate.xml.StreamHeader;
import org.stanzagate.xml.StreamReader;
import org.stanzagate.xml.XmlException;

/**
 * A component's stream as its server sees it: the handshake (XEP-0114 section 3), the stanzas, and
 * the stream error for what a server can't take (RFC 6120 section 4.9.3). For one thread, but for
 * {@link #isAccepted()}.
 */
final class SandboxStream implements StreamReader.Listener {
  private final Jid domain;
  private final String secret;
  private final String id;
  private final BooleanSupplier claim;
  private final Consumer<Stanza> receiver;
  private final Consumer<String> output;
  private volatile boolean accepted;
  private boolean ended;

  /**
   * A stream that is about to be opened.
   *
   * @param id of the stream, for the handshake
   * @param claim whether the component may come in: there is no other
   * @param receiver of the stanzas
   * @param output what goes back over the stream
   */
  SandboxStream(
      Jid domain,
      String secret,
      String id,
      BooleanSupplier claim,
      Consumer<Stanza> receiver,
      Consumer<String> output) {
    this.domain = domain;
    this.secret = secret;
    this.id = id;
    this.claim = claim;
    this.receiver = receiver;
    this.output = output;
  }

  /** Whether the component was told that its handshake is right. */
  boolean isAccepted() {
    return accepted;
  }

  /** Whether nothing more is to come, either way. */
  boolean hasEnded() {
    return ended;
  }

  @Override
  public void opened(StreamHeader header) {
    output.accept(
        "<?xml version='1.0'?><stream:stream xmlns='%s' xmlns:stream='%s' from='%s' id='%s'>"
            .formatted(Namespaces.COMPONENT, Namespaces.STREAM, domain, id));
    if (!header.defaultNamespace().equals(Namespaces.COMPONENT)) {
      fail("invalid-namespace", "The sandbox speaks " + Namespaces.COMPONENT + ".");
    } else if (!domain.toString().equals(header.element().attribute("to"))) {
      fail("host-unknown", "This sandbox is for the component " + domain + ".");
    }
  }

  @Override
  public void stanza(Element element) {
    if (accepted && !ended) {
      receive(element);
    } else if (!ended) {
      handshake(element);
    }
  }

  private void handshake(Element element) {
    byte[] proof = HexFormat.of().formatHex(sha1(id + secret)).getBytes(UTF_8);
    if (!element.is(Namespaces.CLIENT, "handshake")
        || !MessageDigest.isEqual(proof, element.text().getBytes(UTF_8))) {
      fail("not-authorized", "The handshake was not made with the sandbox's secret.");
    } else if (!claim.getAsBoolean()) {
      fail("conflict", "The component is connected already.");
    } else {
      output.accept("<handshake/>");
      accepted = true;
    }
  }

  private void receive(Element element) {
    Stanza stanza;
    try {
      stanza = Stanza.of(element);
    } catch (StanzaException e) {
      fail(e.condition(), String.valueOf(e.getMessage()));
      return;
    }
    if (stanza.from().getDomain().equals(domain.getDomain())) {
      receiver.accept(stanza);
    } else {
      fail("invalid-from", "A component may speak for its own domain only.");
    }
  }

  @Override
  public void refused(XmlException fault, Optional<StanzaHead> head) {
    broken(fault);
  }

  /** The stream can't go on. */
  void broken(XmlException fault) {
    String condition =
        switch (fault.reason()) {
          case NOT_WELL_FORMED -> "not-well-formed";
          case RESTRICTED -> "restricted-xml";
          case LIMIT -> "policy-violation";
        };
    fail(condition, String.valueOf(fault.getMessage()));
  }

  @Override
  public void closed() {
    end("");
  }

  /** Ends the stream with a stream error. */
  void fail(String condition, String text) {
    Element error =
        Element.builder(Namespaces.STREAM, "stream", "error")
            .add(Element.of(Namespaces.STREAM_ERRORS, condition))
            .add(Element.ofText(Namespaces.STREAM_ERRORS, "text", text))
            .build();
    end(ElementWriter.toXml(error, Namespaces.CLIENT));
  }

  private void end(String lastWords) {
    if (!ended) {
      ended = true;
      output.accept(lastWords + "</stream:stream>");
    }
  }

  private static byte[] sha1(String text) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
