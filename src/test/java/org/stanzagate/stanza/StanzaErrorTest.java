package org.stanzagate.stanza;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jivesoftware.smack.packet.StanzaError.Condition;
import org.jivesoftware.smack.packet.StanzaError.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.ElementReader;
import org.stanzagate.xml.ElementWriter;

class StanzaErrorTest {
  private static final String NS = "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'";

  @Test
  void everyConditionAndTypeComesBackAsItWent() {
    for (Condition condition : Condition.values()) {
      for (Type type : Type.values()) {
        StanzaError error =
            new StanzaError(type, condition.toString(), "why", "by.example", "xmpp:a@b");
        Element stanza = Element.builder(Namespaces.CLIENT, "iq").add(error.toElement()).build();
        assertThat(StanzaError.of(stanza)).contains(error);
      }
    }
  }

  @Test
  void itIsWrittenAsTheRfcHasIt() {
    StanzaError error = new StanzaError(Type.CANCEL, "gone", null, "a.b", "xmpp:c@d");
    assertThat(ElementWriter.toXml(error.toElement(), Namespaces.CLIENT))
        .isEqualTo("<error type='cancel' by='a.b'><gone " + NS + ">xmpp:c@d</gone></error>");
  }

  @Test
  void withoutAnErrorThereIsNone() throws Exception {
    assertThat(read("<iq type='error'><error xmlns='urn:x' type='cancel'/></iq>")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "<error type='wait'><item-not-found NS/></error>|WAIT|item_not_found|",
        "<error type='wait'><x xmlns='urn:x'/><text NS>t</text><conflict NS/></error>|WAIT|conflict|t",
        "<error type='modify'><brand-new NS/></error>|MODIFY|undefined_condition|",
        "<error type='auth'/>|AUTH|undefined_condition|",
        "<error type='auth'><forbidden/></error>|AUTH|undefined_condition|",
        "<error type='odd'><forbidden NS/></error>|CANCEL|forbidden|",
        "<error code='404'><item_not_found NS/></error>|CANCEL|undefined_condition|",
        "<error type='wait'><conflict NS/><text NS>a</text><text NS xml:lang='de'>b</text></error>|WAIT|conflict|a",
      })
  void whatNobodyKnowsIsUndefined(String xml, Type type, Condition condition, String text)
      throws Exception {
    assertThat(read("<iq type='error'>" + xml.replace("NS", NS) + "</iq>"))
        .contains(new StanzaError(type, condition, text));
  }

  private static Optional<StanzaError> read(String xml) throws Exception {
    return StanzaError.of(
        ElementReader.read(xml.getBytes(StandardCharsets.UTF_8), Namespaces.CLIENT));
  }
}
