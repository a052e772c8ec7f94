package org.stanzagate.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodecsTest {
  private static final String XML = "application/xmpp+xml";
  private static final String JSON = "application/json";
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String TEXT = "text/plain";
  private static final Codecs CODECS = Codecs.load();

  @Test
  void xmlIsPreferred() {
    assertThat(CODECS.mediaTypes()).containsExactly(XML, JSON, FORM, TEXT);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "application/json|application/json",
        "Application/JSON|application/json",
        "` application/json`|application/json",
        "`application/json `|application/json",
        "`\tapplication/json`|application/json",
        "application/json,|application/json",
        ",application/json|application/json",
        "`application/json\n`|",
        " application/json ; charset=utf-8|application/json",
        "application/json;charset=\"UTF-8\"|application/json",
        "application/json; charset=\"u\\tf-8\"|application/json",
        "application/json; a=b; CHARSET=Utf-8; q=x\\y|",
        "application/json; profile=\"a;b,\\\"c\"; charset=utf-8|application/json",
        "application/json;;|application/json",
        "application/xmpp+xml|application/xmpp+xml",
        "application/x-www-form-urlencoded|application/x-www-form-urlencoded",
        "text/plain; charset=UTF-8|text/plain",
        "text/plain; charset=us-ascii|",
        "application/xmpp+xml;charset=UTF-8|application/xmpp+xml",
        "application/json; charset=utf-16|",
        "application/xmpp+xml; charset=iso-8859-1|",
        "application/json; charset = utf-8|",
        "application/json; charset=|",
        "application/json; charset=\"utf-8|",
        "application/json; charset|",
        "application/json, application/json|",
        "application/json application/xml|",
        "application/xml|",
        "text/xml|",
        "application/*|",
        "json|",
        "application/|",
        "``|",
      })
  void theContentTypeNamesTheCodec(String contentType, String mediaType) {
    assertThat(CODECS.forContentType(contentType).map(StanzaCodec::mediaType))
        .isEqualTo(Optional.ofNullable(mediaType));
  }

  @Test
  void withoutContentTypeThereIsNone() {
    assertThat(CODECS.forContentType(null)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "application/json|application/json",
        "APPLICATION/JSON|application/json",
        "` application/json`|application/json",
        "application/json;q=0.001|application/json",
        "text/plain|text/plain",
        "APPLICATION/JSON;charset=utf-8|application/json",
        "application/xmpp+xml|application/xmpp+xml",
        "application/xmpp+xml;q=0.5, application/json;q=0.6|application/json",
        "application/xmpp+xml;q=0.501, application/json;q=0.5|application/xmpp+xml",
        // a range that no closer one leaves anything to says nothing
        "application/x-*, application/json;q=0.5, application/xmpp+xml;q=0.4|application/json",
        "application/*, application/json;q=0.5, application/xmpp+xml;q=0.4|application/x-www-form-urlencoded",
        "text/*|text/plain",
        "text/html, text/plain;q=0.5|text/plain",
        // ties in the header's order
        "application/json, application/xmpp+xml|application/json",
        "application/xmpp+xml, application/json|application/xmpp+xml",
        "application/json, text/plain, */*|application/json",
        // the closer range gives the q
        "application/*, application/xmpp+xml;q=0.1|application/json",
        "*/*;q=0.1, application/json;q=0.2|application/json",
        "*/*, application/xmpp+xml;q=0|application/json",
        "application/*;q=0, */*, text/*;q=0, application/json;q=0.3|application/json",
        "application/*;Q=0.2, application/xmpp+xml; q=0.1|application/json",
        ", ,application/json,,|application/json",
      })
  void theMostAcceptableTypeIsTheAnswers(String accept, String mediaType) {
    for (String request : List.of(XML, JSON)) {
      assertThat(CODECS.forAccept(List.of(accept), of(request)).mediaType()).isEqualTo(mediaType);
    }
    assertThat(CODECS.forAccept(List.of(accept), null).mediaType()).isEqualTo(mediaType);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/*",
        " */*",
        "*/*,",
        "*/*;q=1",
        "*/*;q=0.001",
        "*/*;charset=utf-16",
        "application/*",
        "text/html, */*;q=0.8",
        "*/*, application/json",
        // nothing acceptable
        "text/html",
        "image/*",
        "application/jso",
        "application/json;q=0",
        "*/*;q=0",
        "*/*;q=0.000",
        // malformed is as good as none
        "",
        ",",
        "application/json;q=2",
        "application/json;q=1.001",
        "application/json;q=",
        "application/json;q=0.1234",
        "application/json;q=.5",
        "application/json;q=1e-1",
        "application/json;q=0..1",
        "application/json;q=-1",
        "text/html, *; q=.2, */*; q=.2",
        "application/json application/xmpp+xml",
        "application/json;charset",
        "application/json\n",
        "*/*\n",
        "json",
      })
  void otherwiseItIsTheRequestsElseXml(String accept) {
    assertThat(CODECS.forAccept(List.of(accept), of(JSON)).mediaType()).isEqualTo(JSON);
    assertThat(CODECS.forAccept(List.of(accept), of(XML)).mediaType()).isEqualTo(XML);
    assertThat(CODECS.forAccept(List.of(accept), null).mediaType()).isEqualTo(XML);
  }

  @Test
  void withoutAcceptItIsTheRequestsElseXml() {
    assertThat(CODECS.forAccept(List.of(), of(JSON)).mediaType()).isEqualTo(JSON);
    assertThat(CODECS.forAccept(List.of(), null).mediaType()).isEqualTo(XML);
  }

  @Test
  void severalAcceptHeadersAreOneList() {
    List<String> accept = List.of("text/html", "application/xmpp+xml;q=0.5", "application/json");
    assertThat(CODECS.forAccept(accept, of(XML)).mediaType()).isEqualTo(JSON);
  }

  private static StanzaCodec of(String mediaType) {
    return CODECS.forContentType(mediaType).orElseThrow();
  }
}
