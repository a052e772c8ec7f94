package org.stanzagate;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes signals from the JVM.
 *
 * <p>Left to itself the JVM runs its shutdown hooks on SIGTERM and SIGINT and then exits with 143
 * or 130, which service managers take for a failure, and it lets no second signal through while a
 * hook hangs. A hook that halts with 0 would hide failures as well. SIGHUP would end it, too. So
 * the signals are handled, through {@code sun.misc.Signal}: every JDK has it in {@code
 * jdk.unsupported}, and javac warns of it, hence the reflection.
 */
final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /**
   * Runs the action at every SIGTERM and SIGINT, in a thread of the JVM's.
   *
   * @throws IllegalStateException if this JVM doesn't let its signals be handled (the option -Xrs)
   */
  static void onTermination(Runnable action) {
    try {
      handle("TERM", action);
      handle("INT", action);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "this JVM doesn't let SIGTERM be handled; start it without -Xrs", e);
    }
  }

  /** The same at every SIGHUP, where the system has that and nothing else takes it. */
  static void onHangup(Runnable action) {
    try {
      handle("HUP", action);
    } catch (IllegalArgumentException e) {
      LOG.debug("No SIGHUP here", e);
    }
  }

  private static void handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      MethodHandle run =
          MethodHandles.lookup()
              .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
              .bindTo(action);
      Object handling =
          MethodHandleProxies.asInterfaceInstance(
              handler, MethodHandles.dropArguments(run, 0, signal));
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), handling);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException("no signal to be handled: " + name, e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM has no module jdk.unsupported", e);
    }
  }
}
