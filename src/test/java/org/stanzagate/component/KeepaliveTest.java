package org.stanzagate.component;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KeepaliveTest {
  private final AtomicLong writeProgress = new AtomicLong();
  private final AtomicInteger pings = new AtomicInteger();
  private final AtomicInteger deaths = new AtomicInteger();
  private final Keepalive keepalive =
      new Keepalive(writeProgress::get, pings::incrementAndGet, deaths::incrementAndGet);

  @Test
  void whileSomethingIsHeardNothingIsSent() {
    for (int i = 0; i < 10; i++) {
      keepalive.heard();
      keepalive.tick();
    }
    assertThat(pings).hasValue(0);
    assertThat(deaths).hasValue(0);
  }

  private void tickInSilence(int spans) {
    for (int i = 0; i < spans; i++) {
      keepalive.tick();
    }
  }

  @Test
  void aSpanOfSilenceBringsOnePingAndFiveTheEnd() {
    keepalive.tick();
    assertThat(pings).hasValue(0);
    tickInSilence(4);
    assertThat(pings).hasValue(1);
    assertThat(deaths).hasValue(0);
    keepalive.tick();
    assertThat(pings).hasValue(1);
    assertThat(deaths).hasValue(1);
  }

  @Test
  void anythingHeardAfterThePingIsLife() {
    for (int i = 0; i < 5; i++) {
      keepalive.heard();
      tickInSilence(5);
    }
    assertThat(pings).hasValue(5);
    assertThat(deaths).hasValue(0);
  }

  @Test
  void aServerThatTalksButReadsNothingIsDeadToo() {
    writeProgress.set(7);
    for (int i = 0; i < 5; i++) {
      keepalive.heard();
      keepalive.tick();
    }
    assertThat(deaths).hasValue(0);
    keepalive.heard();
    keepalive.tick();
    assertThat(deaths).hasValue(1);
  }

  @Test
  void aServerThatSaysNothingButReadsOnIsAlive() {
    for (int i = 1; i < 100; i += 2) {
      writeProgress.set(i);
      keepalive.tick();
    }
    assertThat(pings).hasValue(0);
    assertThat(deaths).hasValue(0);
  }

  @Test
  void writesThatDoNotHangProveNothing() {
    for (int i = 0; i < 6; i++) {
      writeProgress.addAndGet(20);
      keepalive.tick();
    }
    assertThat(deaths).hasValue(1);
  }

  @Test
  void anIdleWriterDoesNotHang() {
    writeProgress.set(8);
    for (int i = 0; i < 10; i++) {
      keepalive.heard();
      keepalive.tick();
    }
    assertThat(deaths).hasValue(0);
  }
}
