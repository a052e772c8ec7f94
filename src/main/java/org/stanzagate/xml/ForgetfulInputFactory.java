package org.stanzagate.xml;

import com.ctc.wstx.api.ReaderConfig;
import com.ctc.wstx.stax.WstxInputFactory;
import com.ctc.wstx.util.DefaultXmlSymbolTable;
import com.ctc.wstx.util.SymbolTable;

/**
 * Woodstox, so that a parser leaves nothing behind. By itself it interns every name and namespace
 * that it reads in the JVM's own table of strings, and keeps them for the next parser. Whoever
 * sends us stanzas chooses those names: many of one hash bring that table to rehash while it grows,
 * and JDK 17 ends the process over it ("aux_index does not match even or odd indices").
 *
 * <p>Found through {@code META-INF/services} by the StAX lookup of Smack's parser, which takes no
 * factory from its caller. Safe in any thread, as its parent is once configured.
 */
public final class ForgetfulInputFactory extends WstxInputFactory {
  public ForgetfulInputFactory() {
    getConfig().doInternNsURIs(false);
  }

  /** Each parser starts with the few names that XML itself defines, and a table of its own. */
  @Override
  public ReaderConfig createPrivateConfig() {
    SymbolTable names = DefaultXmlSymbolTable.getInstance();
    names.setInternStrings(false);
    return getConfig().createNonShared(names);
  }
}
