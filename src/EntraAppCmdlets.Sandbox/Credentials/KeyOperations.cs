using System.Text.Json;
using EntraAppCmdlets.Sandbox.Applications;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.ServicePrincipals;
using EntraAppCmdlets.Sandbox.SignIn;

namespace EntraAppCmdlets.Sandbox.Credentials;

/// <summary>Certificates that an application rolls over by itself: it proves that it holds one of those that there are.</summary>
internal static class KeyOperations
{
    // The audience of a proof is the older directory API, by its appId.
    private const string ProofAudience = "00000002-0000-0000-c000-000000000000";

    private static readonly TimeSpan LongestProof = TimeSpan.FromMinutes(10);

    public static void Map(RouteTable routes) =>
        routes
            .Map(
                "POST",
                "applications/{}/addKey",
                Operation.WriteApplications,
                context => Add(context, ApplicationOperations.Require(context))
            )
            .Map(
                "POST",
                "applications/{}/removeKey",
                Operation.WriteApplications,
                context => Remove(context, ApplicationOperations.Require(context))
            )
            .Map(
                "POST",
                "servicePrincipals/{}/addKey",
                Operation.WriteServicePrincipals,
                context => Add(context, ServicePrincipalOperations.Require(context))
            )
            .Map(
                "POST",
                "servicePrincipals/{}/removeKey",
                Operation.WriteServicePrincipals,
                context => Remove(context, ServicePrincipalOperations.Require(context))
            );

    private static Reply Add(GraphContext context, Document shown)
    {
        var holder = context.Latest(shown);
        context.RequireOwnership(holder);
        var sent = DocumentReader.Create(Parameter(context, "keyCredential"), Types.KeyCredential);
        CheckProof(context, holder);
        var after = KeyRules.Complete(
            context,
            holder,
            holder.With(("keyCredentials", holder.Many("keyCredentials").Select(key => key.With(("key", null))).Append(sent)))
        );
        context.Change.Put(context.Store.TableOf(holder.Type), after);
        var added = after.Many("keyCredentials").Last().With(("key", null));
        return Reply.Ok(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", context.Root + "/$metadata#microsoft.graph.keyCredential");
            DocumentWriter.WriteProperties(json, added, selected: null);
            json.WriteEndObject();
        });
    }

    private static Reply Remove(GraphContext context, Document shown)
    {
        var holder = context.Latest(shown);
        context.RequireOwnership(holder);
        var keyId =
            Parameter(context, "keyId") is { ValueKind: JsonValueKind.String } given && Guid.TryParse(given.GetString(), out var id)
                ? id.ToString()
                : throw Invalid("keyId");
        CheckProof(context, holder);
        if (!holder.Many("keyCredentials").Any(key => key.Text("keyId") == keyId))
        {
            throw GraphErrors.Refused("No credentials found to be removed.");
        }

        context.Change.Put(
            context.Store.TableOf(holder.Type),
            holder.With(("keyCredentials", holder.Many("keyCredentials").Where(key => key.Text("keyId") != keyId)))
        );
        return Reply.NoContent;
    }

    private static void CheckProof(GraphContext context, Document holder)
    {
        var now = context.Now.ToUnixTimeSeconds();
        if (
            Parameter(context, "proof") is not { ValueKind: JsonValueKind.String } proof
            || Jwt.Read(proof.GetString()!) is not { } token
            || token.Claims.Text("aud") != ProofAudience
            || token.Claims.Text("iss") is not { } issuer
            || (issuer != holder.Id && issuer != holder.Text("appId"))
            || token.Claims.Number("exp") is not { } end
            || now >= end
            || end - now > LongestProof.TotalSeconds + AssertionCheck.ClockSkewSeconds
            || !holder.Many("keyCredentials").Any(key => AssertionCheck.IsSignedWith(key, token))
        )
        {
            throw new GraphException(
                401,
                "Authentication_MissingOrMalformed",
                "Access Token missing or malformed: the proof is not signed with a certificate of the object, or is for another one, or has ended."
            );
        }
    }

    private static JsonElement Parameter(GraphContext context, string name) =>
        context.Body.ValueKind == JsonValueKind.Object && context.Body.TryFind(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : throw Invalid(name);

    private static GraphException Invalid(string name) =>
        GraphErrors.Refused(
            "One or more properties are invalid.",
            new ErrorDetail("InvalidValue", $"The parameter '{name}' is required.", name)
        );
}
