using System.Text.Json;

namespace Cell.Genome;

/// <summary>The first cell.json of an organism: short, commented, with what has no default.</summary>
internal static class StartingDraft
{
    /// <param name="contact">"" for none.</param>
    public static string Text(string name, string contact, string poolKey, string host, IReadOnlyList<string> addresses)
    {
        var quoted = JsonEncodedText.Encode(host);
        var networks = string.Join(", ", addresses.Select(address => $"\"{JsonEncodedText.Encode(address)}\""));
        return $$"""
            {
              // Every key, its unit and its meaning: cell.json.example. After a change: cell check, then cell genome push.
              "organism": { "name": "{{JsonEncodedText.Encode(name)}}", "contact": "{{JsonEncodedText.Encode(contact)}}" },
              "health": { "hosts": ["{{quoted}}"] },
              "frontier": { "hosts": ["{{quoted}}"] },
              "pool": {
                "keys": ["{{JsonEncodedText.Encode(poolKey, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}}"],
                "machines": [
                  { "host": "{{quoted}}", "founder": true, "addresses": [{{networks}}] }
                ]
              },
              "crawler": {
                "delay": "1s",
                "delays": {},
                "allow": []
              }
            }

            """;
    }
}
