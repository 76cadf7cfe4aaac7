package io.steelyard.operator;

import io.steelyard.model.SettingException;
import reactor.core.publisher.Mono;

/** Says what a policy would decide under other settings. Changes nothing. */
@FunctionalInterface
public interface Trials {

    /**
     * What would be decided on an endpoint, computed when subscribed to.
     *
     * @param settings those that are others than now, as a file would have them: {@code {guard: {max_step: 0.1}}}
     * @return fails with {@link SettingException} if they are not right, with {@link OrderRefusedException} if
     *     there is no such endpoint or no policy has it
     */
    Mono<Trial> of(String pattern, String settings);
}
