package org.stanzagate;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;

/**
 * Takes SIGTERM and SIGINT from the JVM.
 *
 * <p>Left to itself the JVM runs its shutdown hooks on a signal and then exits with 143 or 130,
 * which service managers take for a failure, and it lets no second signal through while a hook
 * hangs. A hook that halts with 0 would hide failures as well. So the signals are handled, through
 * {@code sun.misc.Signal}: every JDK has it in {@code jdk.unsupported}, and javac warns of it,
 * hence the reflection.
 */
final class Signals {
  private Signals() {}

  /**
   * Runs the action at every SIGTERM and SIGINT, in a thread of the JVM's.
   *
   * @throws IllegalStateException if this JVM doesn't let its signals be handled (the option -Xrs)
   */
  static void onTermination(Runnable action) {
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
      for (String name : new String[] {"TERM", "INT"}) {
        signal
            .getMethod("handle", signal, handler)
            .invoke(null, signal.getConstructor(String.class).newInstance(name), handling);
      }
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(
          "this JVM doesn't let SIGTERM be handled; start it without -Xrs", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM has no module jdk.unsupported", e);
    }
  }
}
