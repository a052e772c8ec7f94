package org.stanzagate.component;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jxmpp.jid.impl.JidCreate;
import org.slf4j.LoggerFactory;
import org.stanzagate.config.ComponentConfig;
import org.stanzagate.config.Secret;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.xml.Element;

class OutageLogTest {
  private static final Duration RETRY = Duration.ofMillis(800);
  private static final StreamEnd DEAD = StreamEnd.dead(Duration.ofSeconds(18));

  private static final class Watch extends Clock {
    private Instant now = Instant.EPOCH;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  private final Watch clock = new Watch();
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(OutageLog.class);
  private final OutageLog log =
      new OutageLog(
          new ComponentConfig(
              JidCreate.fromOrThrowUnchecked("rest.example.net"),
              new Secret("hush-hush"),
              "xmpp.example.net",
              5347,
              null,
              1,
              1),
          clock);

  @BeforeEach
  void listen() {
    logger.setAdditive(false);
    logged.start();
    logger.addAppender(logged);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(logged);
    logger.setAdditive(true);
  }

  private List<String> lines() {
    return logged.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void aLineSaysWhereWhatAndWhatToDo() {
    log.ended(new StreamEnd(Disconnect.Reason.CLOSED, "the server said no", "Ask again."), RETRY);
    assertThat(lines())
        .containsExactly(
            "No stream to the XMPP server xmpp.example.net:5347 as rest.example.net: the server"
                + " said no. Trying again, first in 800 ms. Ask again.");
  }

  @Test
  void theSameReasonIsToldOnceAMinute() {
    for (int second = 0; second < 150; second += 10) {
      clock.now = Instant.EPOCH.plusSeconds(second);
      log.ended(DEAD, RETRY);
    }
    assertThat(lines()).hasSize(3);
  }

  @Test
  void anotherReasonIsToldAtOnce() {
    log.ended(DEAD, RETRY);
    log.ended(StreamEnd.CLOSED_BY_SERVER, RETRY);
    log.ended(DEAD, RETRY);
    assertThat(lines()).hasSize(3);
  }

  @Test
  void afterASteadyStreamTheSameReasonIsNewsAgain() {
    log.ended(DEAD, RETRY);
    log.forget();
    log.ended(DEAD, RETRY);
    assertThat(lines()).hasSize(2);
  }

  private static Element streamError(String condition) {
    return Element.builder(Namespaces.STREAM, "error")
        .add(Element.of(Namespaces.STREAM_ERRORS, condition))
        .build();
  }

  @Test
  void noPartOfTheLineIsCutByTheLogsFormat() {
    List<String> conditions =
        List.of("not-authorized", "host-unknown", "conflict", "policy-violation", "invalid-from");
    for (String condition : conditions) {
      StreamEnd end = StreamEnd.streamError(streamError(condition));
      assertThat(end.advice()).isNotEmpty().hasSizeLessThan(200);
    }
  }
}
