package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers write into {@code xml:lang} is a header only where it is a language tag. */
@OnWebhookBench
class WebhookLanguageIT {
  private final WebhookBench bench = WebhookBench.start("");

  @AfterAll
  void stop() {
    bench.close();
  }

  private WebhookRequest inLanguage(String lang) throws Exception {
    String id = WebhookBench.newId();
    bench.send(
        "<message from='romeo@localhost' to='bot@gw.localhost' id='%s' xml:lang='%s'/>"
            .formatted(id, lang));
    return bench.webhook().post(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "de",
        "en-GB",
        "zh-Hant-TW",
        "sl-rozaj-biske-1994",
        "de-CH-1901",
        "x-whatever",
        "en-x-mine",
        "EN-gb",
        "es-419"
      })
  void aWellFormedTagIsAHeader(String lang) throws Exception {
    assertThat(inLanguage(lang).header("Content-Language").orElseThrow())
        .isEqualToIgnoringCase(lang);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "de_DE",
        "de-",
        "-de",
        "d",
        "de, en",
        "*",
        "de;q=1",
        "de--ch",
        "d\u00e9",
        "averylonglanguage",
        "de\u202e",
        "de&#13;&#10;X-Evil: 1",
        "de&#10; folded",
        "de&#9;"
      })
  void anythingElseIsNone(String lang) throws Exception {
    WebhookRequest request = inLanguage(lang);

    assertThat(request.headers("Content-Language")).isEmpty();
    assertThat(request.headers()).noneMatch(header -> header.startsWith("X-Evil"));
  }

  @Test
  void threeThousandCharactersAreNone() throws Exception {
    assertThat(inLanguage("x".repeat(3_000)).headers("Content-Language")).isEmpty();
  }
}
