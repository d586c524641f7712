using Cell.Identity;

namespace Cell.Tissue;

/// <summary>An heir's answer to <c>POST /v1/bequest</c>, whose question is a <see cref="Bequest"/> with the ticket to be signed.</summary>
/// <param name="Envelope">The ticket with its signature added; "" when refused.</param>
internal sealed record BequestAnswer(int V, string Envelope, string Refusal);

/// <summary>What an heir tells the health cell that it let be born: <c>POST /v1/legacy</c>, answered by itself without the secrets.</summary>
/// <param name="Births">Of the cells that lived, as the last health cells told.</param>
/// <param name="Bundles">Of the heir's roles, signed by root: a health cell holds all.</param>
internal sealed record Legacy(int V, IReadOnlyList<Birth> Births, IReadOnlyList<byte[]> Bundles);
