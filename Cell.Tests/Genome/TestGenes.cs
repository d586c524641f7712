using System.Globalization;

namespace Cell.Genome;

/// <summary>A small cell.json for tests: one founder box, three stem machines.</summary>
internal static class TestGenes
{
    public const string Founder = "founder.test";
    public const string FounderAddress = "127.0.0.1";
    public const string Stem1 = "stem1.test";
    public const string Stem2 = "stem2.test";
    public const string Stem3 = "stem3.test";

    public const string PoolKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPooLpooLpooLpooLpooLpooLpooLpooLpooLpooLpoo cell-pool";

    /// <summary>The address of the n-th stem machine: 10.77.1.n.</summary>
    public static string Address(int stem) => string.Create(CultureInfo.InvariantCulture, $"10.77.1.{stem}");

    /// <summary>The pinned host key of the n-th stem machine.</summary>
    public static string HostKey(int stem) => string.Create(CultureInfo.InvariantCulture, $"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHostHostHostHostHostHostHostHostHostHos{stem:D4}");

    public static string Text { get; } = With("");

    /// <summary>The same with further sections, each written like <c>"limits": { "cells": 3 }</c>.</summary>
    public static string With(params string[] sections) => $$"""
        {
          // A comment, to be kept.
          "organism": { "name": "tester", "contact": "mailto:crawler@example.org" },
          "health": { "hosts": ["{{Founder}}"] },
          "frontier": { "hosts": ["{{Founder}}"] },
          "pool": {
            "keys": ["{{PoolKey}}"],
            "machines": [
              { "host": "{{Founder}}", "founder": true, "addresses": ["{{FounderAddress}}", "::1"] },
              { "host": "{{Stem1}}", "user": "root", "hostKey": "{{HostKey(1)}}", "addresses": ["{{Address(1)}}"] },
              { "host": "{{Stem2}}", "user": "root", "hostKey": "{{HostKey(2)}}", "addresses": ["{{Address(2)}}"] },
              { "host": "{{Stem3}}", "user": "root", "hostKey": "{{HostKey(3)}}", "addresses": ["{{Address(3)}}"] }
            ]
          }{{string.Concat(sections.Where(section => section.Length > 0).Select(section => ",\n  " + section))}}
        }
        """;

    /// <exception cref="ArgumentException">The text is not valid: the test itself is wrong.</exception>
    public static Genes Of(string text)
    {
        var read = GenesReader.Read(text);
        return read.Genes ?? throw new ArgumentException(string.Join('\n', read.Faults), nameof(text));
    }
}
