package org.stanzagate.codec;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A fault in the document is found at start, with its place. */
class StanzaCompilerTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{type: string, xml: {x-atribute: id}}|: unknown keyword x-atribute; did you mean x-attribute?",
        "{type: string, minLength: 3}|: unknown keyword minLength",
        "{type: text}|: no text can be of type text",
        "{description: nothing}|: no text can be of type none",
        "{type: array, items: {type: array, items: {type: string}}}|/items: an array needs xml: {wrapped: true} here",
        "{type: array}|/items: there must be a schema here",
        "{type: object, properties: {a: {type: string, xml: {nam: b}}}}|/properties/a: unknown keyword nam; did you mean name?",
        "{$ref: '#/components/schemas/Nobody'}|: $ref leads nowhere: #/components/schemas/Nobody",
        "{$ref: 'other.yaml'}|: $ref leads nowhere: other.yaml",
        "{$ref: '#/components/schemas/Message/properties/fault'}|: schemas are nested too deep, or within themselves",
        "{x-codec: disco}|: unknown x-codec disco",
      })
  void aFaultySchemaIsNamed(String schema, String problem) {
    assertThatThrownBy(() -> StanzaCompiler.compile(with(schema)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("openapi.yaml, at /components/schemas/Message/properties/fault" + problem);
  }

  @Test
  void aSchemaWithinItselfIsAFault() {
    String schema =
        "{type: object, properties: {a: {$ref: '#/components/schemas/Message/properties/fault'}}}";
    assertThatThrownBy(() -> StanzaCompiler.compile(with(schema)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith("schemas are nested too deep, or within themselves");
  }

  @Test
  void aDocumentWithoutStanzasIsAFault() {
    assertThatThrownBy(() -> StanzaCompiler.compile(yaml("{}")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("/components/schemas/Stanza");
  }

  private static JsonNode with(String schema) {
    JsonNode document = OpenApiDocument.load();
    ((ObjectNode) document.at("/components/schemas/Message/properties")).set("fault", yaml(schema));
    return document;
  }

  private static JsonNode yaml(String text) {
    return YAMLMapper.shared().readTree(text);
  }
}
