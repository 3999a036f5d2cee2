using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Xml;
using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.Graph;

/// <summary>What the service tells of itself to everybody: its collections at its root, and its types at <c>$metadata</c>.</summary>
internal static class ServiceDocuments
{
    private const string Edmx = "http://docs.oasis-open.org/odata/ns/edmx";
    private const string Edm = "http://docs.oasis-open.org/odata/ns/edm";

    private static readonly (string Set, StructuredType Type)[] Sets =
    [
        ("applications", Types.Application),
        ("directoryRoles", Types.DirectoryRole),
        ("domains", Types.Domain),
        ("groups", Types.Group),
        ("invitations", Types.Invitation),
        ("oauth2PermissionGrants", Types.PermissionGrant),
        ("organization", Types.Organization),
        ("servicePrincipals", Types.ServicePrincipal),
        ("users", Types.User),
    ];

    // Types that have no collection of their own at the root.
    private static readonly StructuredType[] Others =
    [
        Types.AppRoleAssignment,
        Types.FederatedCredential,
        Types.RoleDefinition,
        Types.RoleAssignment,
        Types.AppManagementPolicy,
        Types.TenantAppManagementPolicy,
        Types.DirectoryAudit,
    ];

    private static readonly Lazy<byte[]> Metadata = new(WriteMetadata);

    /// <summary>The document that a path names; null where it names none.</summary>
    public static SandboxResponse? Find(SandboxRequest request, string version, IReadOnlyList<PathSegment> path)
    {
        var isRoot = path.Count == 0;
        if (!isRoot && path is not [{ KeyName: null, Text: "$metadata" }])
        {
            return null;
        }

        if (request.Method != "GET")
        {
            throw GraphErrors.MethodNotAllowed();
        }

        var headers = GraphService.Headers(request, units: 1);
        headers["Content-Type"] = isRoot
            ? "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
            : "application/xml";
        headers["odata-version"] = "4.0";
        return new SandboxResponse(
            200,
            headers,
            isRoot ? Root($"{request.Uri.GetLeftPart(UriPartial.Authority)}/{version}") : Metadata.Value
        );
    }

    private static ReadOnlyMemory<byte> Root(string address)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonForm.Options))
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", address + "/$metadata");
            json.WriteStartArray("value");
            foreach (var (set, _) in Sets)
            {
                json.WriteStartObject();
                json.WriteString("name", set);
                json.WriteString("kind", "EntitySet");
                json.WriteString("url", set);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static byte[] WriteMetadata()
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<StructuredType>(Sets.Select(each => each.Type).Concat(Others));
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false) }))
        {
            xml.WriteStartElement("edmx", "Edmx", Edmx);
            xml.WriteAttributeString("Version", "4.0");
            xml.WriteStartElement("DataServices", Edmx);
            xml.WriteStartElement("Schema", Edm);
            xml.WriteAttributeString("Namespace", "microsoft.graph");
            xml.WriteAttributeString("Alias", "graph");
            WriteBase(xml, "entity", null, "id", "Edm.String");
            WriteBase(xml, NavigationProperty.AnyObject, "graph.entity", "deletedDateTime", "Edm.DateTimeOffset");
            while (waiting.TryDequeue(out var type))
            {
                if (written.Add(type.Name))
                {
                    Write(xml, type);
                    foreach (
                        var complex in type
                            .Properties.Where(property => !property.Is(Traits.Internal))
                            .Select(property => property.ComplexType)
                            .OfType<StructuredType>()
                    )
                    {
                        waiting.Enqueue(complex);
                    }
                }
            }

            xml.WriteStartElement("EntityContainer", Edm);
            xml.WriteAttributeString("Name", "GraphService");
            foreach (var (set, type) in Sets)
            {
                xml.WriteStartElement("EntitySet", Edm);
                xml.WriteAttributeString("Name", set);
                xml.WriteAttributeString("EntityType", type.FullName);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        return stream.ToArray();
    }

    private static void WriteBase(XmlWriter xml, string name, string? basis, string property, string edm)
    {
        xml.WriteStartElement("EntityType", Edm);
        xml.WriteAttributeString("Name", name);
        if (basis is null)
        {
            xml.WriteAttributeString("Abstract", "true");
            xml.WriteStartElement("Key", Edm);
            xml.WriteStartElement("PropertyRef", Edm);
            xml.WriteAttributeString("Name", property);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        else
        {
            xml.WriteAttributeString("BaseType", basis);
        }

        xml.WriteStartElement("Property", Edm);
        xml.WriteAttributeString("Name", property);
        xml.WriteAttributeString("Type", edm);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, StructuredType type)
    {
        var isObject = type.IsEntity && type.Find("deletedDateTime") is not null;
        xml.WriteStartElement(type.IsEntity ? "EntityType" : "ComplexType", Edm);
        xml.WriteAttributeString("Name", type.Name);
        if (type.IsEntity)
        {
            xml.WriteAttributeString("BaseType", isObject ? "graph.directoryObject" : "graph.entity");
        }

        foreach (
            var property in type.Properties.Where(property =>
                !property.Is(Traits.Internal)
                && !(type.IsEntity && property.Name == "id")
                && !(isObject && property.Name == "deletedDateTime")
            )
        )
        {
            var name = property.ComplexType is { } complex ? "graph." + complex.Name : property.EdmName;
            xml.WriteStartElement("Property", Edm);
            xml.WriteAttributeString("Name", property.Name);
            xml.WriteAttributeString("Type", property.IsCollection ? $"Collection({name})" : name);
            if (!property.Is(Traits.Nullable))
            {
                xml.WriteAttributeString("Nullable", "false");
            }

            xml.WriteEndElement();
        }

        foreach (var relation in type.Navigations)
        {
            xml.WriteStartElement("NavigationProperty", Edm);
            xml.WriteAttributeString("Name", relation.Name);
            xml.WriteAttributeString("Type", relation.IsCollection ? $"Collection(graph.{relation.Target})" : "graph." + relation.Target);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }
}
