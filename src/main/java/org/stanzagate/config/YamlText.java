package org.stanzagate.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The text of a configuration file: bounded UTF-8 without control characters. What can't be read is
 * said in the words of a user, not of a library.
 */
final class YamlText {
  private static final int MAX_BYTES = 1 << 20;

  private YamlText() {}

  static String read(Path file) throws ConfigException {
    String source = file.toString();
    byte[] bytes;
    try {
      if (Files.isDirectory(file)) {
        throw refuse(source, 0, "is a directory; name the file in it");
      }
      try (InputStream in = Files.newInputStream(file)) {
        bytes = in.readNBytes(MAX_BYTES + 1);
      }
    } catch (NoSuchFileException e) {
      throw refuse(source, 0, "there is no such file");
    } catch (AccessDeniedException e) {
      throw refuse(source, 0, "may not be read by this user; change its owner or mode");
    } catch (IOException e) {
      throw refuse(source, 0, "can't be read: " + e.getMessage());
    }
    if (bytes.length > MAX_BYTES) {
      throw refuse(source, 0, "is larger than 1MiB; that is no configuration");
    }
    return decode(source, bytes);
  }

  private static String decode(String source, byte[] bytes) throws ConfigException {
    CharBuffer text = CharBuffer.allocate(bytes.length);
    CoderResult result =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(ByteBuffer.wrap(bytes), text, true);
    text.flip();
    if (result.isError()) {
      throw refuse(
          source, lineAt(text, text.length()), "is not UTF-8 here; save the file as UTF-8");
    }
    for (int i = 0; i < text.length(); i++) {
      if (isForbidden(text.charAt(i))) {
        throw refuse(
            source,
            lineAt(text, i),
            String.format("holds the control character U+%04X; delete it", (int) text.charAt(i)));
      }
    }
    return text.toString();
  }

  /** YAML 1.2.2 section 5.1. */
  private static boolean isForbidden(char c) {
    return Character.isISOControl(c) && c != '\t' && c != '\n' && c != '\r' && c != '\u0085';
  }

  private static int lineAt(CharSequence text, int end) {
    return 1 + (int) text.subSequence(0, end).chars().filter(c -> c == '\n').count();
  }

  private static ConfigException refuse(String source, int line, String message) {
    Problems problems = new Problems();
    problems.add(new Place(source, line), "", message);
    return problems.exception();
  }
}
