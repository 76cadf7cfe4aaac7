package io.steelyard.policy;

import io.steelyard.model.Suggestion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The types of policies that there are: the built-in ones and those of other people's jars. */
public final class PolicyTypes {

    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    /** A broken list of services can name any number of classes that do not exist. */
    private static final int FAULTS_MOST = 20;

    private final SortedMap<String, PolicyFactory<?>> byType = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();

    private PolicyTypes() {}

    /**
     * Those on the class path.
     *
     * @return the built-in types and those of other jars on the class path
     */
    public static PolicyTypes load() {
        return load(PolicyTypes.class.getClassLoader());
    }

    /**
     * Those on the class path and in the jars of a folder.
     *
     * @param folder whose files {@code *.jar} are looked at
     * @return all types, and what could not be loaded
     * @throws IOException if the folder cannot be read
     */
    public static PolicyTypes load(Path folder) throws IOException {
        return load(Jars.in(folder));
    }

    /**
     * Those that a class loader sees. What cannot be loaded is among the {@link #faults}.
     *
     * @param loader which has the files {@code META-INF/services}
     * @return all types that could be loaded
     */
    @SuppressWarnings("rawtypes") // A class literal knows no parameters of its type.
    public static PolicyTypes load(ClassLoader loader) {
        PolicyTypes types = new PolicyTypes();
        Iterator<PolicyFactory> found =
                ServiceLoader.load(PolicyFactory.class, loader).iterator();
        boolean more = true;
        while (more && types.faults.size() < FAULTS_MOST) {
            more = types.next(found);
        }
        return types;
    }

    /**
     * These and no others; for tests and for programs that bring their own.
     *
     * @param factories of two with the same name the first counts, and the other is among the {@link #faults}
     * @return these types
     */
    public static PolicyTypes of(Collection<? extends PolicyFactory<?>> factories) {
        PolicyTypes types = new PolicyTypes();
        factories.forEach(types::add);
        return types;
    }

    @SuppressWarnings("rawtypes")
    private boolean next(Iterator<PolicyFactory> found) {
        try {
            if (!found.hasNext()) {
                return false;
            }
            add(found.next());
        } catch (ServiceConfigurationError | LinkageError | RuntimeException fault) {
            faults.add("a policy type cannot be loaded: " + fault + "; mend or remove its jar");
        }
        return true;
    }

    private void add(PolicyFactory<?> factory) {
        String type = factory.type();
        if (!TYPE.matcher(type).matches()) {
            faults.add("\"" + type + "\" of " + factory.getClass().getName()
                    + " is no name for a type of policy; take lower-case letters, digits and dashes");
            return;
        }
        PolicyFactory<?> first = byType.putIfAbsent(type, factory);
        if (first != null) {
            faults.add(
                    "policy type " + type + " is claimed by " + first.getClass().getName() + " and by "
                            + factory.getClass().getName() + "; the first has it, remove the jar of the other");
        }
    }

    /**
     * In order of their names.
     *
     * @return a view
     */
    public Collection<PolicyFactory<?>> all() {
        return Collections.unmodifiableCollection(byType.values());
    }

    /**
     * What could not be loaded, and why: lines for people.
     *
     * @return one line each; empty if all is well
     */
    public List<String> faults() {
        return Collections.unmodifiableList(faults);
    }

    /**
     * The type of this name, of whatever kind.
     *
     * @param type as a configuration names it
     * @return empty if there is none
     */
    public Optional<PolicyFactory<?>> find(String type) {
        return Optional.ofNullable(byType.get(type));
    }

    /**
     * The allocator of this name.
     *
     * @param type as a configuration names it
     * @return empty if there is none, or if it is of another kind; {@link #refusal} says which
     */
    public Optional<AllocatorFactory<?>> allocator(String type) {
        return find(type).filter(AllocatorFactory.class::isInstance).map(AllocatorFactory.class::cast);
    }

    /**
     * The limiter of this name.
     *
     * @param type as a configuration names it
     * @return empty if there is none, or if it is of another kind; {@link #refusal} says which
     */
    public Optional<LimiterFactory<?>> limiter(String type) {
        return find(type).filter(LimiterFactory.class::isInstance).map(LimiterFactory.class::cast);
    }

    /**
     * The signal of this name.
     *
     * @param type as a configuration names it
     * @return empty if there is none, or if it is of another kind; {@link #refusal} says which
     */
    public Optional<SignalFactory<?>> signal(String type) {
        return find(type).filter(SignalFactory.class::isInstance).map(SignalFactory.class::cast);
    }

    /**
     * Why there is no type of that name and kind; continues "TYPE ...".
     *
     * @param type as a configuration names it
     * @param kind that is wanted
     * @return why, with the nearest name or those that there are
     */
    public String refusal(String type, PolicyFactory.Kind kind) {
        return find(type)
                .map(other -> "is " + article(other.kind()) + ", not " + article(kind) + "; " + place(other))
                .orElseGet(() -> "is no " + (kind == PolicyFactory.Kind.ALLOCATOR ? "type of policy" : kind.label())
                        + "; " + Suggestion.remedy(type, names(kind), "known here: "));
    }

    /**
     * The types of a kind, in order of their names.
     *
     * @param kind that is wanted
     * @return names for a configuration
     */
    public List<String> names(PolicyFactory.Kind kind) {
        return byType.values().stream()
                .filter(factory -> factory.kind() == kind)
                .map(PolicyFactory::type)
                .toList();
    }

    private static String article(PolicyFactory.Kind kind) {
        return (kind == PolicyFactory.Kind.ALLOCATOR ? "an " : "a ") + kind.label();
    }

    private static String place(PolicyFactory<?> factory) {
        return factory.kind() == PolicyFactory.Kind.ALLOCATOR
                ? "make it the type of a policy"
                : "write it under " + factory.kind().label() + "s: [{type: " + factory.type() + "}]";
    }
}
