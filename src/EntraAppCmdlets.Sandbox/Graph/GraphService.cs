using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using EntraAppCmdlets.Sandbox.OData;
using EntraAppCmdlets.Sandbox.Reports;

namespace EntraAppCmdlets.Sandbox.Graph;

/// <summary>What is below <c>/v1.0</c>, and the little that is below <c>/beta</c>.</summary>
internal sealed class GraphService(TenantState tenant, Throttle throttle, FaultPlan faults)
{
    private const int MaximumKept = 1024 * 1024;

    /// <summary>Carries out a request, batches included.</summary>
    public SandboxResponse Answer(SandboxRequest request, DateTimeOffset now)
    {
        if (IsBatch(request))
        {
            return Guarded(
                request,
                now,
                () => BatchService.Answer(request, BearerCheck.Require(request, tenant, now), item => Item(item, now))
            );
        }

        return Guarded(request, now, () => Single(request, now));
    }

    /// <summary>The service's form of an error.</summary>
    public static SandboxResponse Error(SandboxRequest request, GraphException error, DateTimeOffset now)
    {
        var headers = Headers(request, units: 1);
        headers["Content-Type"] = "application/json";
        if (error.WwwAuthenticate is { } challenge)
        {
            headers["WWW-Authenticate"] = challenge;
        }

        if (error.RetryAfter is { } wait)
        {
            headers["Retry-After"] = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        return new SandboxResponse(
            error.Status,
            headers,
            Write(json => error.Write(json, now, headers["request-id"], headers["client-request-id"]))
        );
    }

    private bool IsBatch(SandboxRequest request)
    {
        // Most requests aren't, and their addresses are parsed only once.
        if (!Uri.UnescapeDataString(request.Uri.AbsolutePath).TrimEnd('/').EndsWith("/$batch", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var address = GraphAddress.Parse(request.Uri);
        return address.Version is not null
            && address.WithoutTenant(tenant, refuse: false) is [{ KeyName: null } only]
            && string.Equals(only.Text, "$batch", StringComparison.OrdinalIgnoreCase);
    }

    private static SandboxResponse Guarded(SandboxRequest request, DateTimeOffset now, Func<SandboxResponse> answer)
    {
        try
        {
            return answer();
        }
        catch (GraphException error)
        {
            return Error(request, error, now);
        }
    }

    private SandboxResponse Item(SandboxRequest request, DateTimeOffset now)
    {
        if (IsBatch(request))
        {
            return Error(request, GraphErrors.BadRequest("A batch must not contain another one."), now);
        }

        if (faults.NextInBatch(request) is { } fault)
        {
            if (fault.AfterProcessing)
            {
                Guarded(request, now, () => Single(request, now));
            }

            return fault.Response(request, now);
        }

        return Guarded(request, now, () => Single(request, now));
    }

    private SandboxResponse Single(SandboxRequest request, DateTimeOffset now)
    {
        if (throttle.Refuse(now) is { } wait)
        {
            throw GraphErrors.Throttled(wait);
        }

        var address = GraphAddress.Parse(request.Uri);
        if (address.Version is not { } version)
        {
            throw GraphErrors.BadRequest($"Invalid version: {request.Uri.AbsolutePath.Split('/').ElementAtOrDefault(1)}");
        }

        var path = address.WithoutTenant(tenant, refuse: true);
        if (ServiceDocuments.Find(request, version, path) is { } document)
        {
            return document;
        }

        var caller = BearerCheck.Require(request, tenant, now);
        var segments = OfUser(path, caller, out var own);
        var (route, keys) = (version == "beta" ? RouteTable.Beta : RouteTable.Standard).Find(request.Method, segments);
        if (!RequiredPermissions.Allows(own && request.Method == "GET" ? Operation.ReadMe : route.Operation, caller))
        {
            throw GraphErrors.Denied();
        }

        var query = QueryOptions.Parse(
            FormReader.Read(request.Uri.Query.TrimStart('?')),
            string.Equals(request.Header("ConsistencyLevel"), "eventual", StringComparison.OrdinalIgnoreCase)
        );
        var context = new GraphContext
        {
            Tenant = tenant,
            Request = request,
            Keys = keys,
            Query = query,
            Caller = caller with { ServicePrincipal = caller.User is null ? caller.ServicePrincipal : PrincipalOf(caller.AppId) },
            Json = RequestBody.Parse(request),
            Now = now,
            Version = version,
        };
        var response = Respond(context, route.Handler(context));
        // Nothing can be refused any more: what the handler has prepared happens now, all of it.
        tenant.Apply(
            context.Change,
            new AuditActor(caller.AppId, caller.User),
            response.Headers["client-request-id"],
            now,
            tenant.Settings.ReplicationDelay > TimeSpan.Zero ? now + tenant.Settings.ReplicationDelay : null
        );
        return response;
    }

    /// <summary>What is below /me is below the user who is signed in.</summary>
    private static IReadOnlyList<PathSegment> OfUser(IReadOnlyList<PathSegment> path, Caller caller, out bool own)
    {
        own = path.Count > 0 && path[0].KeyName is null && string.Equals(path[0].Text, "me", StringComparison.OrdinalIgnoreCase);
        if (own && caller.User is null)
        {
            throw GraphErrors.BadRequest("/me request is only valid with delegated authentication flow.");
        }

        return own ? [new PathSegment("users", null), new PathSegment(caller.User!, ""), .. path.Skip(1)] : path;
    }

    private string PrincipalOf(string appId) => tenant.Store.ServicePrincipals.Where("appId", appId).FirstOrDefault()?.Id ?? "";

    private static SandboxResponse Respond(GraphContext context, Reply reply)
    {
        var headers = Headers(context.Request, reply.Units);
        if (reply.Location is { } location)
        {
            headers["Location"] = location;
        }

        if (reply.PlainText is { } text)
        {
            headers["Content-Type"] = "text/plain";
            headers["odata-version"] = "4.0";
            return new SandboxResponse(reply.Status, headers, Encoding.UTF8.GetBytes(text));
        }

        if (reply.Body is null)
        {
            return new SandboxResponse(reply.Status, headers, default);
        }

        headers["Content-Type"] = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";
        headers["odata-version"] = "4.0";
        return new SandboxResponse(reply.Status, headers, Write(reply.Body));
    }

    // Bodies of all sizes are written to one piece of memory after the other, and copied once at their length.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var buffer = _buffer ?? new ArrayBufferWriter<byte>(16 * 1024);
        // Whoever writes while something is being written takes a buffer of its own.
        _buffer = null;
        using (var json = new Utf8JsonWriter(buffer, JsonForm.Options))
        {
            write(json);
        }

        var body = buffer.WrittenSpan.ToArray();
        if (buffer.Capacity <= MaximumKept)
        {
            buffer.ResetWrittenCount();
            _buffer = buffer;
        }

        return body;
    }

    public static Dictionary<string, string> Headers(SandboxRequest request, int units)
    {
        var id = Guid.NewGuid().ToString();
        return new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Cache-Control"] = "no-cache",
            ["request-id"] = id,
            ["client-request-id"] = request.Header("client-request-id") ?? id,
            ["x-ms-ags-diagnostic"] =
                "{\"ServerInfo\":{\"DataCenter\":\"Sandbox\",\"Slice\":\"E\",\"Ring\":\"0\",\"ScaleUnit\":\"000\",\"RoleInstance\":\"SANDBOX\"}}",
            ["x-ms-resource-unit"] = units.ToString(CultureInfo.InvariantCulture),
        };
    }
}
