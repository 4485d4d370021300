"""What a file needs for the archive (PDF/A-2a) that WeasyPrint leaves out, and the word that it is
accessible too (PDF/UA-1).
"""

import pydyf

# ISO 14289-1, 5; PDF/A wants the schema of every property that it doesn't know described in the
# file (ISO 19005-2, 6.6.2.3).
DESCRIPTION = b"""\
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>\
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property>\
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
END = b"</rdf:RDF>"


def identify(pdf: pydyf.PDF) -> None:
    """Add to what the file says of itself that it is PDF/UA-1; nothing where it says so already.

    ValueError for a file without such metadata.
    """
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    said = b"".join(metadata.stream)
    if b"pdfuaid:part" in said:
        return
    before, end, after = said.rpartition(END)
    if not end:
        raise ValueError("The metadata of the file aren't RDF.")
    metadata.stream = [before + DESCRIPTION + end + after]


def forbid_smoothing(pdf: pydyf.PDF) -> None:
    """Let no reader guess what is between the points of a picture (ISO 19005-2, 6.2.8)."""
    for one in pdf.objects:
        if isinstance(one, pydyf.Stream) and "Interpolate" in one.extra:
            one.extra["Interpolate"] = "false"
