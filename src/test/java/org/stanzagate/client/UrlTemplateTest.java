package org.stanzagate.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlTemplateTest {
  private static String target(String url, String to) {
    return new UrlTemplate(url)
        .target(new UrlTemplate.Values("message", "chat", to, "romeo@example.net/orchard"));
  }

  @Test
  void everyPlaceholderIsFilledInWhereverItStands() {
    assertThat(target("http://h/{kind}/{type}/x{to}y?from={from}&to={to}", "bot@gw"))
        .isEqualTo("/message/chat/xbot%40gwy?from=romeo%40example.net%2Forchard&to=bot%40gw");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bot@gw/.                 | bot%40gw%2F.",
        ".                        | %2E",
        "..                       | %2E%2E",
        "...                      | %2E%2E%2E",
        "a..b                     | a..b",
        "a/../b?c#d;e&f=g         | a%2F..%2Fb%3Fc%23d%3Be%26f%3Dg",
        "100%25 {kind}            | 100%2525%20%7Bkind%7D",
        "tübingen@münchen/😀      | t%C3%BCbingen%40m%C3%BCnchen%2F%F0%9F%98%80",
        "a+b~c-d_e.f!             | a%2Bb~c-d_e.f%21",
      })
  void aValueStaysBetweenItsDelimiters(String to, String encoded) {
    assertThat(target("http://h/s/{to}/t", to)).isEqualTo("/s/" + encoded + "/t");
  }

  @Test
  void aLineBreakIsNoLineBreak() {
    assertThat(target("http://h/{to}", "a\r\nX: y")).isEqualTo("/a%0D%0AX%3A%20y");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://h              | http://h        | /",
        "http://h?x={kind}     | http://h        | /?x=message",
        "http://h:81/?         | http://h:81     | /?",
        "https://h.example/a   | https://h.example | /a",
        "http://[::1]:5000/a   | http://[::1]:5000 | /a",
        "http://h/a%20b/./../c | http://h        | /a%20b/./../c",
      })
  void hostAndTargetAreToldApart(String url, String host, String target) {
    assertThat(new UrlTemplate(url).host()).hasToString(host);
    assertThat(target(url, "bot@gw")).isEqualTo(target);
  }
}
