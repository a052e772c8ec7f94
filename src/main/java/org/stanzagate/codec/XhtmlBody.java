package org.stanzagate.codec;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.ElementWriter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** An element around an XHTML body (XEP-0071), as the text of that body without its namespace. */
record XhtmlBody(ElementName name) implements ElementCodec {
  private static final String XHTML = "http://www.w3.org/1999/xhtml";
  private static final String BODY = "body";

  /** The element, and the stanza around that. */
  private static final int OUTER = 2;

  @Override
  public Set<ElementName> names() {
    return Set.of(name);
  }

  @Override
  public String wanted() {
    return "a string";
  }

  @Override
  public boolean accepts(JsonNode value) {
    return value.isString();
  }

  @Override
  public @Nullable JsonNode read(Element element, String type) {
    return element
        .element(XHTML, BODY)
        .map(body -> StringNode.valueOf(ElementWriter.toXml(body, XHTML)))
        .orElse(null);
  }

  @Override
  public @Nullable Element write(JsonNode value, Place at) throws DecodeException {
    String text = StringScalar.ANY.write(value, at);
    if (text == null) {
      return null;
    }
    if (!(XmlText.read(text, XHTML, OUTER, at) instanceof Element body) || !body.is(XHTML, BODY)) {
      throw at.fault("wants an XHTML body as XML text: <body>…</body>");
    }
    return name.start().add(body).build();
  }
}
