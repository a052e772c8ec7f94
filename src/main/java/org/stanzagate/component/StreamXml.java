package org.stanzagate.component;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jxmpp.jid.Jid;
import org.stanzagate.config.Secret;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.xml.XmlException;

/** What a component says around its stanzas (XEP-0114, section 3; RFC 6120, section 4). */
final class StreamXml {
  private static final String CLOSING = "</stream:stream>";

  private StreamXml() {}

  /** The stream header. */
  static byte[] header(Jid domain) {
    String to = domain.toString().replace("&", "&amp;").replace("<", "&lt;").replace("'", "&apos;");
    String header =
        "<?xml version='1.0'?><stream:stream xmlns='%s' xmlns:stream='%s' to='%s'>"
            .formatted(Namespaces.COMPONENT, Namespaces.STREAM, to);
    return header.getBytes(UTF_8);
  }

  /**
   * The proof that we know the secret.
   *
   * @param streamId from the server's stream header, its references resolved
   */
  static byte[] proof(String streamId, Secret secret) {
    String digest = HexFormat.of().formatHex(sha1(streamId + secret.value()));
    return ("<handshake>" + digest + "</handshake>").getBytes(UTF_8);
  }

  static byte[] closingTag() {
    return CLOSING.getBytes(UTF_8);
  }

  /** The stream error that tells the server why we can't read on, and the closing tag. */
  static byte[] error(XmlException.Reason reason) {
    String condition =
        switch (reason) {
          case NOT_WELL_FORMED -> "not-well-formed";
          case RESTRICTED -> "restricted-xml";
          case LIMIT -> "policy-violation";
        };
    String error =
        "<stream:error><%s xmlns='%s'/></stream:error>"
            .formatted(condition, Namespaces.STREAM_ERRORS);
    return (error + CLOSING).getBytes(UTF_8);
  }

  private static byte[] sha1(String text) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
