using Microsoft.AspNetCore.Connections;

namespace Cell.Tissue;

/// <summary>Bounds the connections that one listener has at once: one too many is closed before anything is read from it.</summary>
/// <param name="most">Asked at each: what is allowed may change with the genome.</param>
internal sealed class ConnectionCap(Func<int> most)
{
    private int open;

    public ConnectionDelegate Over(ConnectionDelegate next) => async connection =>
    {
        try
        {
            if (Interlocked.Increment(ref open) > most())
            {
                connection.Abort(new ConnectionAbortedException("So many connections are open already."));
                return;
            }

            await next(connection);
        }
        finally
        {
            Interlocked.Decrement(ref open);
        }
    };
}
