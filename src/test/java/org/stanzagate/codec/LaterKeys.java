package org.stanzagate.codec;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The shipped mapping with the keys of {@code later-keys.yaml} put in. */
final class LaterKeys {
  private LaterKeys() {}

  static JsonMapping mapping() {
    JsonNode document = OpenApiDocument.load();
    JsonNode later =
        OpenApiDocument.read(
            requireNonNull(LaterKeys.class.getResourceAsStream("later-keys.yaml")));
    for (Map.Entry<String, JsonNode> schema : later.properties()) {
      String properties = "/components/schemas/" + schema.getKey() + "/properties";
      ((ObjectNode) document.at(properties)).setAll((ObjectNode) schema.getValue());
    }
    return StanzaCompiler.compile(document);
  }
}
