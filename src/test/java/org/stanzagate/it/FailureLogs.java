package org.stanzagate.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * Keeps what the programs under test print, in {@code target/it-logs/1} and so on, one folder for
 * each fork, and shows the latest of it beside a test that fails.
 */
final class FailureLogs
    implements TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler {
  private static final Path FOLDER = Path.of("target", "it-logs", "" + Fork.number());
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final int FILES = 3;
  private static final int LINES = 60;

  /** The file for what a program prints. */
  static Path file(String program) {
    try {
      Files.createDirectories(FOLDER);
      Path file = FOLDER.resolve("%03d-%s.log".formatted(NUMBER.incrementAndGet(), program));
      Files.deleteIfExists(file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    show(context, failure);
  }

  @Override
  public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    show(context, failure);
  }

  @Override
  public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    show(context, failure);
  }

  private static void show(ExtensionContext context, Throwable failure) throws Throwable {
    if (!(failure instanceof TestAbortedException) && Files.isDirectory(FOLDER)) {
      System.out.println("At the failure of " + context.getDisplayName() + ":");
      for (Path file : latest()) {
        List<String> lines = Files.readAllLines(file);
        System.out.println("--- the end of " + file);
        lines.stream().skip(Math.max(0, lines.size() - LINES)).forEach(System.out::println);
      }
    }
    throw failure;
  }

  private static List<Path> latest() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .sorted(Comparator.comparing(FailureLogs::changed).reversed())
          .limit(FILES)
          .toList();
    }
  }

  private static Instant changed(Path file) {
    try {
      FileTime time = Files.getLastModifiedTime(file);
      return time.toInstant();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
