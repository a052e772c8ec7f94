package org.stanzagate.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ElementTest {
  @Test
  void elementsAreEqualWhenTheyMeanTheSame() {
    Element plain =
        x(b -> b.attribute("a", "1").attribute(new Attribute("urn:y", "p", "b", "2")).text("t"));
    Element prefixed =
        Element.builder("urn:x", "q", "x")
            .declare("r", "urn:y")
            .attribute(new Attribute("urn:y", "r", "b", "2"))
            .attribute("a", "1")
            .text("t")
            .build();
    assertThat(plain).isEqualTo(prefixed).hasSameHashCodeAs(prefixed);
  }

  @Test
  void elementsDifferInAllThatMeansSomething() {
    Element one = x(b -> b.attribute("a", "1").add(Element.of("urn:x", "y")).text("t"));
    assertThat(one)
        .isNotEqualTo(x(b -> b.attribute("a", "2").add(Element.of("urn:x", "y")).text("t")))
        .isNotEqualTo(x(b -> b.attribute("b", "1").add(Element.of("urn:x", "y")).text("t")))
        .isNotEqualTo(x(b -> b.add(Element.of("urn:x", "y")).text("t")))
        .isNotEqualTo(x(b -> b.attribute("a", "1").add(Element.of("urn:y", "y")).text("t")))
        .isNotEqualTo(x(b -> b.attribute("a", "1").text("t").add(Element.of("urn:x", "y"))))
        .isNotEqualTo(x(b -> b.attribute("a", "1").add(Element.of("urn:x", "y")).text("t ")))
        .isNotEqualTo(one.toBuilder().attribute(new Attribute("urn:y", "p", "a", "1")).build())
        .isEqualTo(one.toBuilder().build());
  }

  @Test
  void attributesInAnyOrderMustAllBeTheSame() {
    Element one = x(b -> b.attribute("a", "1").attribute("b", "2").attribute("c", "3"));
    assertThat(one)
        .isEqualTo(x(b -> b.attribute("c", "3").attribute("a", "1").attribute("b", "2")))
        .isNotEqualTo(x(b -> b.attribute("c", "3").attribute("a", "2").attribute("b", "1")))
        .isNotEqualTo(x(b -> b.attribute("c", "3").attribute("a", "1").attribute("d", "2")))
        .isNotEqualTo(x(b -> b.attribute("b", "2").attribute("a", "1")));
  }

  @Test
  void textsBesideEachOtherAreOne() {
    Element element = x(b -> b.text("a").text("").add(new Text("b")).add(new Text("")));
    assertThat(element.children()).containsExactly(new Text("ab"));
    assertThat(x(b -> b.text("")).children()).isEmpty();
  }

  @Test
  void textIsPutTogetherAroundElements() {
    assertThat(x(b -> b.text("a").add(Element.ofText("", "y", "no")).text("b")).text())
        .isEqualTo("ab");
  }

  @Test
  void settingAnAttributeAgainKeepsItsPlace() {
    Element element =
        x(b -> b.attribute("a", "1").attribute("b", "2").attribute("a", "3").attribute("b", null));
    assertThat(element.attributes()).containsExactly(new Attribute("a", "3"));
    assertThat(x(b -> b.lang("de").lang("en")).lang()).isEqualTo("en");
    assertThat(x(b -> b.lang("de").lang(null)).lang()).isNull();
  }

  @Test
  void bindingAPrefixAgainReplacesTheBinding() {
    assertThat(x(b -> b.declare("p", "urn:a").declare("p", "urn:b")).declarations())
        .containsExactly(new NamespaceDeclaration("p", "urn:b"));
  }

  @Test
  void whatIsBuiltNoLongerChanges() {
    Element.Builder builder = Element.builder("urn:x", "x").text("a");
    Element first = builder.build();
    Element second = builder.text("b").attribute("a", "1").build();
    assertThat(first).isEqualTo(Element.ofText("urn:x", "x", "a"));
    assertThat(second.text()).isEqualTo("ab");
    assertThatThrownBy(() -> first.children().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void declarationsCantPoseAsAttributesNorBreakNamespaces() {
    assertThatThrownBy(() -> new Attribute("xmlns", "urn:x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Attribute(Element.XMLNS_NAMESPACE, "xmlns", "p", "urn:x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Element.of(Element.XMLNS_NAMESPACE, "x"))
        .isInstanceOf(IllegalArgumentException.class);
    for (String prefix : new String[] {"", "xml", "xmlns"}) {
      assertThatThrownBy(() -> new NamespaceDeclaration(prefix, "urn:x"))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String namespace :
        new String[] {"", Element.XML_NAMESPACE, Element.XMLNS_NAMESPACE, "urn:\n"}) {
      assertThatThrownBy(() -> new NamespaceDeclaration("p", namespace))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static Element x(UnaryOperator<Element.Builder> content) {
    return content.apply(Element.builder("urn:x", "x")).build();
  }
}
