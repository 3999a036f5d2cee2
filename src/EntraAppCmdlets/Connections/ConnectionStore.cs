using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets;

/// <summary>
/// The connections of each runspace. Nothing is shared by the process: jobs of an automation account that run in one process never see each
/// other's tenants, and a runspace that ends takes its connections with it. One that is reset to be used for something else, as a parallel loop does
/// with each of its runspaces between two items, has none afterwards: the next item must not work in the tenant of the last one.
/// </summary>
internal static class ConnectionStore
{
    private static readonly ConditionalWeakTable<Runspace, Connections> All = [];

    /// <summary>The connections of the runspace that runs on this thread.</summary>
    public static Connections Current
    {
        get
        {
            var runspace =
                Runspace.DefaultRunspace
                ?? throw new InvalidOperationException("Connections belong to a runspace, and none runs on this thread.");
            var connections = All.GetOrCreateValue(runspace);
            connections.KeepFor(runspace.Events);
            return connections;
        }
    }

    /// <summary>One runspace's connections: several tenants, one of them the default.</summary>
    internal sealed class Connections
    {
        private readonly List<TenantConnection> _open = [];
        private PSEventManager? _life;

        /// <summary>The last one connected; null without one.</summary>
        public TenantConnection? Default
        {
            get
            {
                lock (_open)
                {
                    // Another runspace may have ended it.
                    return _open.FindLast(item => !item.IsClosed);
                }
            }
        }

        public IReadOnlyList<TenantConnection> All
        {
            get
            {
                lock (_open)
                {
                    return [.. _open.Where(item => !item.IsClosed)];
                }
            }
        }

        /// <summary>Closes what was opened in an earlier life of the runspace: each has an event manager of its own, and nothing else tells them
        /// apart.</summary>
        public void KeepFor(PSEventManager life)
        {
            if (ReferenceEquals(_life, life))
            {
                return;
            }

            Clear();
            _life = life;
        }

        /// <summary>Makes a connection the default, instead of an older one to the same tenant.</summary>
        public void Add(TenantConnection connection)
        {
            lock (_open)
            {
                Close(_open.FindAll(item => item.TenantId == connection.TenantId));
                _open.Add(connection);
            }
        }

        /// <summary>The connection to a tenant named by its id, domain or name; null without one. An id or a domain goes before a name.</summary>
        /// <exception cref="AppException">TenantAmbiguous: several tenants have this name.</exception>
        public TenantConnection? Find(string tenant)
        {
            lock (_open)
            {
                var found = _open.FindAll(item =>
                    (Guid.TryParse(tenant, out var id) && item.TenantId == id) || Same(item.Info.DefaultDomain, tenant)
                );
                if (found.Count == 0)
                {
                    found = _open.FindAll(item => Same(item.Info.DisplayName, tenant));
                }

                return found.Count > 1
                    ? throw ConnectionErrors.TenantAmbiguous(tenant, found.Select(item => item.Info))
                    : found.FirstOrDefault();
            }
        }

        /// <summary>Closes one connection.</summary>
        public void Remove(TenantConnection connection)
        {
            lock (_open)
            {
                // One that belongs to another runspace ends all the same.
                _open.Remove(connection);
                connection.Dispose();
            }
        }

        /// <summary>Closes all connections; says which.</summary>
        public IReadOnlyList<TenantConnection> Clear()
        {
            lock (_open)
            {
                var closing = _open.ToList();
                Close(closing);
                return closing;
            }
        }

        private void Close(List<TenantConnection> closing)
        {
            foreach (var connection in closing)
            {
                _open.Remove(connection);
                connection.Dispose();
            }
        }

        private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
    }
}
