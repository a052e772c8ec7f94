package org.stanzagate.component;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.jxmpp.jid.impl.JidCreate;
import org.stanzagate.config.Secret;
import org.stanzagate.xml.XmlException;

class StreamXmlTest {
  @Test
  void theHeaderNamesTheComponent() throws Exception {
    assertThat(new String(StreamXml.header(JidCreate.domainBareFrom("rest.example.net")), UTF_8))
        .isEqualTo(
            "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept'"
                + " xmlns:stream='http://etherx.jabber.org/streams' to='rest.example.net'>");
  }

  @Test
  void theProofIsTheDigestOfIdAndSecret() {
    // sha1sum of "3BF96D32" + "s3cret"
    assertThat(new String(StreamXml.proof("3BF96D32", new Secret("s3cret")), UTF_8))
        .isEqualTo("<handshake>a984b871214a298f0f743fcd25f99b10838ba12b</handshake>");
  }

  @Test
  void idAndSecretCountInUtf8() {
    // sha1sum of "é&" + "schlüssel"
    assertThat(new String(StreamXml.proof("é&", new Secret("schlüssel")), UTF_8))
        .isEqualTo("<handshake>f40dd4827125cdb204d3bffd939d0b78ac37bc49</handshake>");
  }

  @Test
  void anErrorClosesTheStream() {
    assertThat(new String(StreamXml.error(XmlException.Reason.RESTRICTED), UTF_8))
        .isEqualTo(
            "<stream:error><restricted-xml xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
                + "</stream:error></stream:stream>");
  }
}
