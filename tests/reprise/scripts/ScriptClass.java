package reprise.scripts;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import reprise.experiment.Script;
import reprise.judge.Scenario;
import reprise.report.Report;

/** A script as a class, for tests of its measures, claims and report. Its class is in the unnamed package, which no other can import. */
public final class ScriptClass {
    private final Script script;

    /** @param name of the class, such as {@code WsBroadcast} */
    public ScriptClass(String name) {
        try {
            var made = Class.forName(name).getDeclaredConstructor();
            made.setAccessible(true);
            script = (Script) made.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("script " + name, e);
        }
    }

    /** Its report for a scenario's file. @throws reprise.recorder.InvalidFile if the file is wrong */
    public Report report(String file, String json) {
        var scenario = call(Scenario.class, "parsed", new Class<?>[] {String.class, byte[].class}, file,
            json.getBytes(StandardCharsets.UTF_8));
        return call(Report.class, "report", new Class<?>[] {Scenario.class}, scenario);
    }

    /** The value of a static field. */
    public Object constant(String field) {
        try {
            var found = script.getClass().getDeclaredField(field);
            found.setAccessible(true);
            return found.get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("field " + field, e);
        }
    }

    private static Method method(Class<?> type, String name, Class<?>... takes) throws NoSuchMethodException {
        try {
            return type.getDeclaredMethod(name, takes);
        } catch (NoSuchMethodException e) {
            if (type == Script.class) throw e;
            return method(type.getSuperclass(), name, takes);
        }
    }

    private <T> T call(Class<T> type, String method, Class<?>[] takes, Object... given) {
        try {
            var found = method(script.getClass(), method, takes);
            found.setAccessible(true);
            return type.cast(found.invoke(script, given));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException thrown) throw thrown;
            throw new IllegalStateException(method, e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(method, e);
        }
    }
}
