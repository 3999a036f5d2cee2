using System.Text.Json;
using EntraAppCmdlets.Sandbox.Applications;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.ServicePrincipals;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.Credentials;

/// <summary>Client secrets of applications and service principals.</summary>
internal static class PasswordOperations
{
    private const int DefaultYears = 2;
    private const int MaximumCredentials = 600;

    public static void Map(RouteTable routes) =>
        routes
            .Map(
                "POST",
                "applications/{}/addPassword",
                Operation.WriteApplications,
                context => Add(context, ApplicationOperations.Require(context), hinted: true)
            )
            .Map(
                "POST",
                "applications/{}/removePassword",
                Operation.WriteApplications,
                context => Remove(context, ApplicationOperations.Require(context))
            )
            .Map(
                "POST",
                "servicePrincipals/{}/addPassword",
                Operation.WriteServicePrincipals,
                context => Add(context, ServicePrincipalOperations.Require(context), hinted: false)
            )
            .Map(
                "POST",
                "servicePrincipals/{}/removePassword",
                Operation.WriteServicePrincipals,
                context => Remove(context, ServicePrincipalOperations.Require(context))
            );

    /// <summary>Forgets the secrets that a change of the collection has left out.</summary>
    public static void ForgetRemoved(GraphContext context, Document before, Document after)
    {
        foreach (
            var gone in before
                .Many("passwordCredentials")
                .Select(each => each.Text("keyId")!)
                .Except(after.Many("passwordCredentials").Select(each => each.Text("keyId")!))
        )
        {
            context.Change.Remove(context.Store.Secrets, gone);
        }
    }

    private static Reply Add(GraphContext context, Document shown, bool hinted)
    {
        var holder = context.Latest(shown);
        context.RequireOwnership(holder);
        var sent = Types.PasswordCredential.Empty;
        if (context.Json is { } body)
        {
            if (body.ValueKind != JsonValueKind.Object)
            {
                throw GraphErrors.UnexpectedNode("StartArray", "StartObject");
            }

            foreach (var member in body.EnumerateObject())
            {
                if (!string.Equals(member.Name, "passwordCredential", StringComparison.OrdinalIgnoreCase))
                {
                    throw GraphErrors.BadRequest(
                        $"The parameter '{member.Name}' in the request payload is not a valid parameter for the operation 'addPassword'."
                    );
                }

                sent = member.Value.ValueKind == JsonValueKind.Null ? sent : DocumentReader.Create(member.Value, Types.PasswordCredential);
            }
        }

        if (sent.Text("secretText") is not null)
        {
            throw GraphErrors.Refused("New password credentials must be generated with service actions.");
        }

        var keyId = sent.Text("keyId") ?? context.Tenant.Ids.Next();
        if (holder.Many("passwordCredentials").Any(each => each.Text("keyId") == keyId) || context.Store.Secrets.Find(keyId) is not null)
        {
            throw GraphErrors.AlreadyExists("keyId");
        }

        if (holder.Many("passwordCredentials").Count() >= MaximumCredentials)
        {
            throw GraphErrors.SizeExceeded("passwordCredentials", MaximumCredentials + 1, MaximumCredentials);
        }

        var start = sent.Instant("startDateTime") ?? TenantState.Second(context.Now);
        var end = sent.Instant("endDateTime") ?? start.AddYears(DefaultYears);
        CheckLifetime(context, holder, start, end);
        var secret = SecretHash.NewSecret();
        var salt = SecretHash.NewSalt();
        var credential = sent.With(("keyId", keyId), ("startDateTime", start), ("endDateTime", end), ("hint", hinted ? secret[..3] : null));
        context.Change.Put(
            context.Store.TableOf(holder.Type),
            holder.With(("passwordCredentials", holder.Many("passwordCredentials").Prepend(credential)))
        );
        context.Change.Put(
            context.Store.Secrets,
            Types.Secret.Empty.With(
                ("id", keyId),
                ("owner", holder.Id),
                ("salt", salt),
                ("hash", SecretHash.Compute(salt, secret)),
                ("acceptedFrom", context.Now + (context.Settings.SecretDelay ?? context.Settings.ReplicationDelay))
            )
        );
        var answered = credential.With(("secretText", secret));
        return Reply.Ok(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", context.Root + "/$metadata#microsoft.graph.passwordCredential");
            DocumentWriter.WriteProperties(json, answered, selected: null);
            json.WriteEndObject();
        }) with
        {
            Location = context.Origin,
        };
    }

    private static void CheckLifetime(GraphContext context, Document holder, DateTimeOffset start, DateTimeOffset end)
    {
        if (end <= start)
        {
            throw GraphErrors.Refused(
                "Password credential end date is invalid.",
                new ErrorDetail("InvalidValue", "The end of a password credential must be after its start.", "endDateTime")
            );
        }

        Policies.AppManagementPolicies.CheckPassword(context, holder, start, end);
    }

    private static Reply Remove(GraphContext context, Document shown)
    {
        var holder = context.Latest(shown);
        context.RequireOwnership(holder);
        if (
            context.Body.ValueKind != JsonValueKind.Object
            || !context.Body.TryFind("keyId", out var given)
            || given.ValueKind != JsonValueKind.String
            || !Guid.TryParse(given.GetString(), out var parsed)
        )
        {
            throw GraphErrors.Refused(
                "One or more properties are invalid.",
                new ErrorDetail("InvalidValue", "A keyId is required.", "keyId")
            );
        }

        var keyId = parsed.ToString();
        bool Has(Document document) => document.Many("passwordCredentials").Any(each => each.Text("keyId") == keyId);
        if (!Has(shown) || !Has(holder))
        {
            throw GraphErrors.Refused("No password credential found with keyId.");
        }

        context.Change.Put(
            context.Store.TableOf(holder.Type),
            holder.With(("passwordCredentials", holder.Many("passwordCredentials").Where(each => each.Text("keyId") != keyId)))
        );
        context.Change.Remove(context.Store.Secrets, keyId);
        return Reply.NoContent;
    }
}
