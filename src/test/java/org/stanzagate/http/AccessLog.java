package org.stanzagate.http;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** The lines of the access log, with times left out. */
final class AccessLog implements AutoCloseable {
  private final Logger logger = (Logger) LoggerFactory.getLogger("org.stanzagate.access");
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          String line = event.getFormattedMessage().replaceAll("\\d+ ms", "N ms");
          lines.add(line + ", " + fields(event));
        }
      };

  private static Map<String, Object> fields(ILoggingEvent event) {
    Map<String, Object> fields = new TreeMap<>();
    if (event.getKeyValuePairs() != null) {
      event.getKeyValuePairs().forEach(pair -> fields.put(pair.key, pair.value));
    }
    return fields;
  }

  AccessLog() {
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
    logger.addAppender(appender);
    appender.start();
  }

  /** The next ones; waits for them. */
  List<String> next(int number) throws InterruptedException {
    return next(lines, number);
  }

  static List<String> next(BlockingQueue<String> from, int number) throws InterruptedException {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      all.add(String.valueOf(from.poll(20, TimeUnit.SECONDS)));
    }
    return all;
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    logger.setAdditive(true);
    logger.setLevel(null);
  }
}
