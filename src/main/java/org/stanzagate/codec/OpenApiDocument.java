package org.stanzagate.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/**
 * The {@code openapi.yaml} in the jar, and what the build has made of it: the same as JSON, which
 * is read in a third of the time.
 */
final class OpenApiDocument {
  private OpenApiDocument() {}

  static JsonNode load() {
    try {
      return new JsonReader().read(read("openapi.json"));
    } catch (DecodeException e) {
      throw new IllegalStateException("openapi.json: " + e.getMessage(), e);
    }
  }

  /** As it was written, comments and all. */
  static String text() {
    return new String(read("openapi.yaml"), StandardCharsets.UTF_8);
  }

  private static byte[] read(String name) {
    try (InputStream document = OpenApiDocument.class.getResourceAsStream("/" + name)) {
      if (document == null) {
        throw new IllegalStateException(name + " is missing in the jar");
      }
      return document.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
