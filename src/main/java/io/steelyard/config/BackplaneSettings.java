package io.steelyard.config;

import io.steelyard.model.Setting;

/** How to reach a balancer that speaks the Backplane API. */
public record BackplaneSettings(
        @Setting(help = "Base URL. Plain http only to loopback, because the token travels with every request.")
        BaseUrl url,

        @Setting(help = "The API token, or token_file: a file that holds it.")
        Secret token,

        @Setting(
                value = "64MB",
                min = "1KB",
                max = "1GB",
                help = "Largest answer that is read, counted after decompression.")
        ByteSize maxResponseBytes) {}
