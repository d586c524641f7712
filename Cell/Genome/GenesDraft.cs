using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Cell.Genome;

/// <summary>Edits of the operator's cell.json that leave every other byte, comments too, as it is. Pure.</summary>
internal static class GenesDraft
{
    internal static readonly JsonReaderOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <param name="json">A valid draft.</param>
    public static string AddMachine(string json, PoolMachine machine)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var list = Machines(bytes) ?? throw new InvalidDataException("cell.json has no \"machines\": [ ] in \"pool\": add the list first.");
        var entry = Text(machine);
        var at = list.Items.Count > 0 ? list.Items[^1].End : list.Start + 1;
        var addition = list.Items.Count > 0 ? $",\n      {entry}" : $"\n      {entry}\n    ";
        return Encoding.UTF8.GetString([.. bytes[..at], .. Encoding.UTF8.GetBytes(addition), .. bytes[at..]]);
    }

    /// <summary>The same text when the host does not stand in it.</summary>
    public static string RemoveMachine(string json, string host)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var items = Machines(bytes)?.Items ?? [];
        var index = items.FindIndex(item => item.Host == host);
        if (index < 0)
        {
            return json;
        }

        // With the comma before it; the first one with the comma after it.
        var start = index > 0 ? items[index - 1].End : items[0].Start;
        var end = index > 0 || items.Count == 1 ? items[index].End : items[1].Start;
        return Encoding.UTF8.GetString([.. bytes[..start], .. bytes[end..]]);
    }

    public static string Text(PoolMachine machine)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("host", machine.Host);
            writer.WriteString("user", machine.User);
            writer.WriteString("hostKey", machine.HostKey);
            writer.WriteStartArray("addresses");
            foreach (var network in machine.Addresses)
            {
                writer.WriteStringValue(network.ToString());
            }

            writer.WriteEndArray();
            if (machine.Public is { } clients)
            {
                writer.WriteString("public", clients.OriginalString);
            }

            if (machine.PricePerHour > 0)
            {
                writer.WriteNumber("pricePerHour", machine.PricePerHour);
            }

            if (machine.Uplink > 0)
            {
                writer.WriteNumber("uplink", machine.Uplink);
            }

            if (machine.Power is { } power)
            {
                Write(writer, power);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, PowerGenes power)
    {
        writer.WriteStartObject("power");
        writer.WriteString("wake", power.Wake.ToString().ToLowerInvariant());
        if (power.Wake == WakeWay.Lan)
        {
            writer.WriteString("mac", power.MacText);
            writer.WriteString("broadcast", power.Broadcast.ToString());
        }

        writer.WriteString("sleep", power.Sleep.ToString().ToLowerInvariant());
        writer.WriteString("boot", Units.Text(power.Boot));
        writer.WriteEndObject();
    }

    private sealed record Item(string Host, int Start, int End);

    private sealed record MachineList(int Start, List<Item> Items);

    private static MachineList? Machines(byte[] json)
    {
        var reader = new Utf8JsonReader(json, Lenient);
        return ReachPoolList(ref reader, "machines") ? Items(ref reader) : null;
    }

    /// <summary>Reads on to the start of a list in the section "pool"; false: there is none.</summary>
    internal static bool ReachPoolList(ref Utf8JsonReader reader, string name)
    {
        var inPool = false;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            inPool = reader.CurrentDepth == 1 ? reader.ValueTextEquals("pool") : inPool;
            if (inPool && reader.CurrentDepth == 2 && reader.ValueTextEquals(name) && reader.Read() && reader.TokenType == JsonTokenType.StartArray)
            {
                return true;
            }
        }

        return false;
    }

    private static MachineList Items(ref Utf8JsonReader reader)
    {
        var list = new MachineList((int)reader.TokenStartIndex, []);
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            var start = (int)reader.TokenStartIndex;
            var host = "";
            while (reader.Read() && reader.CurrentDepth > depth + 1)
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == depth + 2 && reader.ValueTextEquals("host") && reader.Read())
                {
                    host = reader.GetString() ?? "";
                }
            }

            list.Items.Add(new Item(host, start, (int)reader.BytesConsumed));
        }

        return list;
    }
}
